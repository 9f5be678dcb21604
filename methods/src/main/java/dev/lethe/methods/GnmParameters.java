package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.check;
import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.training.Role;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Of {@link Gnm}: which terms its loss has, and how their rows are made. */
public record GnmParameters(
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
    public GnmParameters {
        positive("learningRate", learningRate);
        atLeast(1, "steps", steps);
        atLeast(1, "batchSize", batchSize);
        notNegative("weightDecay", weightDecay);
        check(ga || gd || klr || klf || rm || gnm, "each of ga, gd, klr, klf, rm and gnm", false, "one of them true");
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
                GnmTerm.GA, ga, GnmTerm.GD, gd, GnmTerm.KLR, klr, GnmTerm.KLF, klf, GnmTerm.RM, rm, GnmTerm.GNM, gnm);
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
