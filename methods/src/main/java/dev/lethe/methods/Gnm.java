package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.check;
import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import ai.djl.ndarray.NDArray;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.Role;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
public final class Gnm implements UnlearningMethod<Gnm.Parameters> {

    public record Parameters(
            @Meaning("of AdamW; linear to 0") double learningRate,
            @Meaning("number of steps; twice as many where they alternate") int steps,
            @Meaning("rows a step, of each kind") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("whether there is ascent on forget answers") boolean ga,
            @Meaning("whether there is descent on retain answers") boolean gd,
            @Meaning("whether retain rows are held to the reference") boolean klr,
            @Meaning("whether forget rows are driven from the reference") boolean klf,
            @Meaning("whether there is descent on answers of random retain rows") boolean rm,
            @Meaning("whether there is descent on gradual negatives") boolean gnm,
            @Meaning("whether steps on forget prompts and on retain rows alternate") boolean alternate,
            @Meaning("factor on ga") double gaWeight,
            @Meaning("factor on gd") double gdWeight,
            @Meaning("factor on klr") double klrWeight,
            @Meaning("factor on klf") double klfWeight,
            @Meaning("factor on rm") double rmWeight,
            @Meaning("factor on gnm") double gnmWeight,
            @Meaning("the divergence of klr and klf: true_kl or gnm_pseudo") GnmTerm.KlMode klMode,
            @Meaning("where it is taken: labels, answers, attended, predicting or all") Positions klPositions,
            @Meaning("parity: rm scores the prompt too") boolean rmScoresPrompt,
            @Meaning("answers of retain rows for each forget prompt of rm") int mismatches,
            @Meaning("probability of each row to be used at all, in (0, 1]") double keepProbability,
            @Meaning("negatives of each forget row") int levels,
            @Meaning("tokens of a negative, at most") int maxNewTokens,
            @Meaning("at which negatives are drawn, but the first") double temperature,
            @Meaning("how often a negative that is refused is asked for again") int retries) {
        public Parameters {
            positive("learningRate", learningRate);
            atLeast(1, "steps", steps);
            atLeast(1, "batchSize", batchSize);
            notNegative("weightDecay", weightDecay);
            check(
                    ga || gd || klr || klf || rm || gnm,
                    "each of ga, gd, klr, klf, rm and gnm",
                    false,
                    "one of them true");
            notNegative("gaWeight", gaWeight);
            notNegative("gdWeight", gdWeight);
            notNegative("klrWeight", klrWeight);
            notNegative("klfWeight", klfWeight);
            notNegative("rmWeight", rmWeight);
            notNegative("gnmWeight", gnmWeight);
            atLeast(1, "mismatches", mismatches);
            check(keepProbability > 0 && keepProbability <= 1, "keepProbability", keepProbability, "above 0, up to 1");
            atLeast(1, "levels", levels);
            atLeast(1, "maxNewTokens", maxNewTokens);
            positive("temperature", temperature);
            atLeast(0, "retries", retries);
        }

        /** The factors of the terms that are switched on. */
        Map<GnmTerm, Double> weights() {
            var all = new EnumMap<>(Map.of(
                    GnmTerm.GA,
                    gaWeight,
                    GnmTerm.GD,
                    gdWeight,
                    GnmTerm.KLR,
                    klrWeight,
                    GnmTerm.KLF,
                    klfWeight,
                    GnmTerm.RM,
                    rmWeight,
                    GnmTerm.GNM,
                    gnmWeight));
            var on = Map.of(
                    GnmTerm.GA,
                    ga,
                    GnmTerm.GD,
                    gd,
                    GnmTerm.KLR,
                    klr,
                    GnmTerm.KLF,
                    klf,
                    GnmTerm.RM,
                    rm,
                    GnmTerm.GNM,
                    gnm);
            all.keySet().removeIf(term -> !on.get(term));
            return all;
        }

        Set<Role> roles() {
            return weights().keySet().stream().map(GnmTerm::role).collect(Collectors.toSet());
        }

        boolean needsRetain() {
            return gd || klr || rm || gnm;
        }

        GradualNegatives negatives() {
            return new GradualNegatives(levels, maxNewTokens, temperature, retries);
        }
    }

    @Override
    public Set<Capability> needs(Parameters p) {
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
    public Optional<PlannedTraining> planned(Parameters p, int forgetRows, int retainRows) {
        int rows = p.batchSize() * (p.roles().size() + (p.rm() ? p.mismatches() - 1 : 0));
        return Optional.of(new PlannedTraining((long) p.steps() * rows, rows));
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        run.train(Phase.of(
                        "matching",
                        BatchSource.inOrder(new GnmBatches(run, p).all()),
                        1,
                        p.learningRate(),
                        objective(p))
                .withOptimizer(AdamW.withRate(p.learningRate()).withDecay(p.weightDecay()))
                .withMaxGradNorm(0));
    }

    static Objective objective(Parameters p) {
        Map<GnmTerm, Double> weights = p.weights();
        return batch -> weights.entrySet().stream()
                .filter(term -> batch.has(term.getKey().role()))
                .map(term -> term.getKey()
                        .loss(batch.part(term.getKey().role()), p.klMode(), p.klPositions())
                        .mul(term.getValue()))
                .reduce(NDArray::add)
                .orElseThrow();
    }
}
