package dev.lethe.harness.training;

import dev.lethe.harness.model.Positions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The rows of one role in a batch: their quantities, as {@link PerToken.Kind} defines them. A forward pass runs when the
 * first is asked for; a second one, over all tokens with padding masked, when other positions than
 * {@link Positions#LABELS} are. Where a quantity needs the reference model, the method has to declare it.
 */
public final class BatchPart {

    private final Map<Quantity, PerToken> quantities = new LinkedHashMap<>();
    private final Map<Boolean, ForwardPass> passes = new HashMap<>();
    private final Map<Integer, BlockPass> blocks = new TreeMap<>();
    private final Function<Boolean, ForwardPass> forward;
    private final IntFunction<BlockPass> forwardTo;

    /**
     * @param forward makes the pass over all tokens (true), or over those that the labels need
     * @param forwardTo makes the pass over all tokens to the output of a block
     */
    BatchPart(Function<Boolean, ForwardPass> forward, IntFunction<BlockPass> forwardTo) {
        this.forward = forward;
        this.forwardTo = forwardTo;
    }

    /** Negative log-likelihood of each answer token under the model being trained, in nats. */
    public PerToken nll() {
        return quantity(Quantity.NLL);
    }

    /** The same under the reference model: constants. */
    public PerToken referenceNll() {
        return pass(Positions.LABELS).referenceNll();
    }

    /** {@link PerToken.Kind#KL_TO_REFERENCE}: how far the model has moved. */
    public PerToken klToReference(Positions over) {
        return quantity(PerToken.Kind.KL_TO_REFERENCE, 0, over);
    }

    /**
     * {@link PerToken.Kind#LOWERED_REFERENCE_CROSS_ENTROPY}. Where a position predicts no answer token, the one
     * lowered is number V - 100 of the vocabulary: what an index of -100 means in Python.
     *
     * @param beta what the logit of the token is lowered by
     */
    public PerToken loweredReferenceCrossEntropy(double beta, Positions over) {
        return quantity(PerToken.Kind.LOWERED_REFERENCE_CROSS_ENTROPY, beta, over);
    }

    /** {@link PerToken.Kind#OTHER_TOKENS_CROSS_ENTROPY} of each answer token. */
    public PerToken otherTokensCrossEntropy() {
        return quantity(PerToken.Kind.OTHER_TOKENS_CROSS_ENTROPY, 0, Positions.LABELS);
    }

    /** {@link PerToken.Kind#INVERTED_HINGE} of each answer token, in [0, 2]. */
    public PerToken invertedHinge() {
        return quantity(PerToken.Kind.INVERTED_HINGE, 0, Positions.LABELS);
    }

    /** {@link PerToken.Kind#SQUARED_MARGIN}. */
    public PerToken squaredMargin(Positions over) {
        return quantity(PerToken.Kind.SQUARED_MARGIN, 0, over);
    }

    /** {@link PerToken.Kind#PSEUDO_KL_TO_REFERENCE}. */
    public PerToken pseudoKlToReference(Positions over) {
        return quantity(PerToken.Kind.PSEUDO_KL_TO_REFERENCE, 0, over);
    }

    /** {@link PerToken.Kind#REFERENCE_CROSS_ENTROPY}. */
    public PerToken referenceCrossEntropy(Positions over) {
        return quantity(PerToken.Kind.REFERENCE_CROSS_ENTROPY, 0, over);
    }

    /**
     * Squared distance of a block's output from a vector, mean over features. The blocks after it are not run.
     *
     * @param block counted from 0
     * @param target gives the vector (D), told D; constant
     */
    public PerToken activationDistance(int block, IntFunction<float[]> target, Positions over) {
        return block(block).distance(target, over);
    }

    /** The same from the block's output under the reference model. */
    public PerToken activationDistanceToReference(int block, Positions over) {
        return block(block).distanceToReference(over);
    }

    private BlockPass block(int block) {
        return blocks.computeIfAbsent(block, forwardTo::apply);
    }

    private PerToken quantity(PerToken.Kind kind, double number, Positions over) {
        return quantity(new Quantity(kind, number, over));
    }

    private PerToken quantity(Quantity asked) {
        PerToken known = quantities.get(asked);
        if (known == null) {
            known = pass(asked.over()).quantity(asked);
            quantities.put(asked, known);
        }
        return known;
    }

    private ForwardPass pass(Positions over) {
        return passes.computeIfAbsent(needsAllTokens(over), forward);
    }

    private static boolean needsAllTokens(Positions over) {
        return over != Positions.LABELS;
    }

    /** Mean distance of the first block's output that the objective looked at, if it looked at one. */
    OptionalDouble meanDistance() {
        return blocks.values().stream().mapToDouble(BlockPass::meanDistance).findFirst();
    }

    /** Where the objective looked at these rows' predictions: for the log, whatever it looked at. */
    OptionalDouble meanTokenNll() {
        if (passes.isEmpty()) {
            return OptionalDouble.empty();
        }
        PerToken nll = quantities.containsKey(Quantity.NLL)
                ? quantities.get(Quantity.NLL)
                : passes.values().iterator().next().quantity(Quantity.NLL);
        return OptionalDouble.of(nll.tokenMean().number());
    }

    void backward() {
        blocks.values().forEach(BlockPass::backward);
        passes.forEach((allTokens, pass) -> pass.backward(quantities.entrySet().stream()
                .filter(entry -> needsAllTokens(entry.getKey().over()) == allTokens)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
    }
}
