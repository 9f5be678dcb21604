package dev.lethe.methods;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.Role;
import dev.lethe.harness.training.Value;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gradual negative matching: descent on forget prompts with answers that are wrong step by step
 * ({@link GradualNegatives}), beside mild ascent on the true answers and closeness to the reference on retain rows. The
 * optimizer minimizes the sum of the switched-on {@link GnmTerm}s times their weights, over {@link GnmBatches}; with
 * {@code alternate} a step of the terms on forget prompts, then one of those on retain rows.
 *
 * <p>Source: Georgetown-IR-Lab/GNM, from kevinyaobytedance/llm_unlearn (Yao et al., arXiv 2310.10683). Differs from the
 * source: negatives are made here, and passed once over the run; rows are read as prompt, space, answer, end of text;
 * {@code klMode=gnm_pseudo} with {@code klPositions=all} and {@code rmScoresPrompt} give the source's divergence and
 * mismatch; alternating steps compute anew what the source reuses; 800 steps are 800, not 801.
 */
@MethodSpec(
        id = "gnm",
        summary = "training on wrong answers from the model itself, with ascent and closeness to the reference",
        source = "Georgetown-IR-Lab/GNM, SemEval-2025 Task 4; Yao et al. 2023, arXiv 2310.10683",
        needs = {Capability.RETAIN_SET, Capability.REFERENCE, Capability.GENERATION})
public final class Gnm implements UnlearningMethod<GnmParameters> {

    @Override
    public Set<Capability> needs(GnmParameters p) {
        Set<Capability> needs = EnumSet.noneOf(Capability.class);
        if (p.needsRetain()) {
            needs.add(Capability.RETAIN_SET);
        }
        if (p.klr() || p.klf()) {
            needs.add(Capability.REFERENCE);
        }
        if (p.gnm()) {
            needs.add(Capability.GENERATION);
        }
        return needs;
    }

    @Override
    public Optional<PlannedTraining> planned(GnmParameters p, int forgetRows, int retainRows) {
        if (forgetRows == 0) {
            return Optional.of(PlannedTraining.of(0, 0, 1));
        }
        // Of a step; with alternate its retain rows are a batch of their own.
        int retain = p.roles().contains(Role.RETAIN) ? p.batchSize() : 0;
        int others = p.batchSize() * (p.roles().size() + (p.rm() ? p.mismatches() - 1 : 0)) - retain;
        boolean split = p.alternate() && retain > 0 && others > 0;
        return Optional.of(PlannedTraining.of(
                (long) p.steps() * (split ? 2 : 1),
                (long) p.steps() * (retain + others),
                split ? Math.max(retain, others) : retain + others));
    }

    @Override
    public void unlearn(Unlearning run, GnmParameters p) {
        run.train(Phase.of(
                        "matching",
                        BatchSource.inOrder(new GnmBatches(run, p).all()),
                        1,
                        p.learningRate(),
                        objective(p))
                .withOptimizer(AdamW.withRate(p.learningRate()).withDecay(p.weightDecay()))
                .withMaxGradNorm(0));
    }

    static Objective objective(GnmParameters p) {
        Map<GnmTerm, Double> weights = p.weights();
        return batch -> weights.entrySet().stream()
                .filter(term -> batch.has(term.getKey().role()))
                .map(term -> term.getKey()
                        .loss(batch.part(term.getKey().role()), p.klMode(), p.klPositions())
                        .mul(term.getValue()))
                .reduce(Value::add)
                .orElseThrow();
    }
}
