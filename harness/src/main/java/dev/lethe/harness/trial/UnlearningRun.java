package dev.lethe.harness.trial;

import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.UnlearningDataset;
import dev.lethe.harness.generation.Sampling;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EncodedRows;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.ExampleEncoder;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.training.FisherInitialization;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.StepRule;
import dev.lethe.harness.training.TrainedWeights;
import dev.lethe.harness.training.Trainer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a method is given: rows and randomness of one trial, and the model to change, made when it is first trained. */
final class UnlearningRun implements Unlearning {

    private final ResolvedMethod<?> method;
    private final UnlearningDataset rows;
    private final Tokenizer tokenizer;
    private final int endOfText;
    private final long seed;
    private final Continuation continuation;
    private final Supplier<Trainer> trainer;
    private final Runnable retraining;
    private final Consumer<Path> replacement;
    private final Map<TokenizedExample, Row> given = new HashMap<>();
    private @Nullable Trainer started;

    /**
     * @param continuation lets the model as it is go on
     * @param trainer makes the trainer of the model, on first use
     * @param retraining replaces the model by one trained on the retain rows
     * @param replacement replaces the model by weights on disk
     */
    UnlearningRun(
            ResolvedMethod<?> method,
            UnlearningDataset rows,
            Tokenizer tokenizer,
            int endOfText,
            long seed,
            Continuation continuation,
            Supplier<Trainer> trainer,
            Runnable retraining,
            Consumer<Path> replacement) {
        this.method = method;
        this.rows = rows;
        this.tokenizer = tokenizer;
        this.endOfText = endOfText;
        this.seed = seed;
        this.continuation = continuation;
        this.trainer = trainer;
        this.retraining = retraining;
        this.replacement = replacement;
    }

    /** What a model goes on with after each prompt, in their order. */
    @FunctionalInterface
    interface Continuation {
        List<int[]> of(List<int[]> prompts, int maxNewTokens, Sampling sampling);
    }

    @Override
    public List<TokenizedExample> forget(EosPolicy eos) {
        return encoded(rows.rows(RowSet.FORGET), eos);
    }

    @Override
    public List<TokenizedExample> retain(EosPolicy eos) {
        require(Capability.RETAIN_SET);
        return encoded(rows.rows(RowSet.RETAIN), eos);
    }

    private List<TokenizedExample> encoded(List<Row> of, EosPolicy eos) {
        EncodedRows encoded = encoder(eos).encode(of);
        List<Row> kept =
                of.stream().filter(row -> !encoded.dropped().contains(row)).toList();
        for (int i = 0; i < kept.size(); i++) {
            given.put(encoded.examples().get(i), kept.get(i));
        }
        return encoded.examples();
    }

    private ExampleEncoder encoder(EosPolicy eos) {
        return new ExampleEncoder(tokenizer, eos, endOfText);
    }

    @Override
    public TokenizedExample answered(TokenizedExample row, String answer, EosPolicy eos) {
        Row origin = row(row);
        return encoder(eos).encode(new Row(origin.id(), origin.input(), answer, origin.task()));
    }

    @Override
    public Row row(TokenizedExample example) {
        Row row = given.get(example);
        if (row == null) {
            throw new IllegalArgumentException("this run did not give row " + example);
        }
        return row;
    }

    @Override
    public List<String> continuations(List<String> prompts, int maxNewTokens, Sampling sampling) {
        require(Capability.GENERATION);
        List<int[]> ids =
                prompts.stream().map(tokenizer::encodeWithSpecialTokens).toList();
        return continuation.of(ids, maxNewTokens, sampling).stream()
                .map(tokenizer::decode)
                .toList();
    }

    @Override
    public Random random(String concern) {
        // Mixed, because generators of neighbouring seeds begin alike.
        return new Random(new SplittableRandom(seed).nextLong() ^ new SplittableRandom(concern.hashCode()).nextLong());
    }

    @Override
    public void train(Phase phase) {
        trainer().train(phase);
    }

    @Override
    public void train(Phase phase, StepRule rule) {
        trainer().train(phase, rule);
    }

    @Override
    public void initialize(FisherInitialization initialization) {
        require(Capability.ADAPTER);
        trainer().initialize(initialization);
    }

    @Override
    public TrainedWeights trainedWeights() {
        return trainer().weights();
    }

    private Trainer trainer() {
        if (started == null) {
            started = trainer.get();
        }
        return started;
    }

    @Override
    public void retrainOnRetain() {
        require(Capability.RETAIN_SET);
        require(Capability.TARGET_RECIPE);
        retraining.run();
    }

    @Override
    public void replaceModel(Path folder) {
        replacement.accept(folder);
    }

    private void require(Capability capability) {
        if (!method.needs().contains(capability)) {
            throw new IllegalStateException(
                    method.method().id() + " uses " + capability + " without declaring it in needs()");
        }
    }
}
