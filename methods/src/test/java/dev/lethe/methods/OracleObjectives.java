package dev.lethe.methods;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.training.BatchPart;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.PerToken;
import dev.lethe.harness.training.TrainingBatch;
import dev.lethe.harness.training.Value;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Which objective of ours an oracle's name stands for, in the form that agrees with the published code. A name is that
 * of a family, alone or followed by an underscore and what distinguishes the case; the longest family that fits counts.
 */
final class OracleObjectives {

    private static final Pattern LAYER = Pattern.compile("layer(\\d+)");

    private static final Map<String, Function<Parameters, Objective>> FAMILIES = Map.ofEntries(
            Map.entry("nll_forget", p -> mean(TrainingBatch::forget)),
            Map.entry("nll_retain", p -> mean(TrainingBatch::retain)),
            Map.entry("nll_idk", p -> mean(TrainingBatch::alternative)),
            Map.entry("ga", p -> GradientAscent.objective()),
            Map.entry("graddiff", OracleObjectives::difference),
            Map.entry("csm_grad_diff", OracleObjectives::difference),
            Map.entry("kl_min", OracleObjectives::kl),
            Map.entry("csm_kl", OracleObjectives::kl),
            Map.entry("npo", OracleObjectives::npo),
            Map.entry(
                    "dpo", p -> Dpo.objective(new Dpo.Parameters(1, 1, 1, 0, p.number("beta"), p.gamma(), p.alpha()))),
            Map.entry("csm_idk", p -> Idk.objective(new Idk.Parameters(1, 1, 1, 0, Idk.Weighting.TOKEN))),
            Map.entry(
                    "simnpo",
                    p -> SimNpo.objective(new SimNpo.Parameters(
                            1, 1, 1, 0, p.number("beta"), p.number("delta"), p.gamma(), p.alpha()))),
            Map.entry(
                    "undial",
                    p -> Undial.objective(new Undial.Parameters(
                            1, 1, 1, 0, p.number("beta"), Positions.PREDICTING, p.gamma(), p.alpha()))),
            Map.entry(
                    "wga", p -> Wga.objective(new Wga.Parameters(1, 1, 1, 0, p.number("beta"), p.gamma(), p.alpha()))),
            Map.entry(
                    "satimp",
                    p -> SatImp.objective(new SatImp.Parameters(
                            1, 1, 1, 0, p.number("beta1"), p.number("beta2"), p.gamma(), p.alpha()))),
            Map.entry(
                    "ceu",
                    p -> CeU.objective(new CeU.Parameters(1, 1, 1, 0, (int) p.number("ignore_first_n_answer_tokens")))),
            Map.entry("rmu", OracleObjectives::rmu),
            Map.entry("ihl", p -> Ihl.objective(new Ihl.Parameters(1, 1, 1, 0, p.gamma(), p.alpha()))),
            Map.entry(
                    "llmu_kl",
                    p -> batch ->
                            batch.retain().referenceCrossEntropy(Positions.ALL).tokenMean()),
            Map.entry("llmu_answer_ga", p -> OracleObjectives::answerAscent));

    private OracleObjectives() {}

    static boolean isKnown(String name) {
        return FAMILIES.keySet().stream().anyMatch(family -> belongs(name, family));
    }

    /**
     * The objective of a name with an oracle's parameters.
     *
     * @param given what all oracles of the case share
     */
    static Objective of(String name, JsonNode parameters, JsonNode given) {
        return FAMILIES.keySet().stream()
                .filter(family -> belongs(name, family))
                .max((a, b) -> a.length() - b.length())
                .map(family -> FAMILIES.get(family).apply(new Parameters(name, parameters, given)))
                .orElseThrow(
                        () -> new AssertionError("no objective is known for the oracle " + name + "; add one here"));
    }

    static boolean belongs(String name, String family) {
        return name.equals(family) || name.startsWith(family + "_");
    }

    /** What the oracle was computed with; gamma and alpha are 1 unless stated. */
    private record Parameters(String name, JsonNode values, JsonNode given) {

        double number(String key) {
            if (!values.has(key)) {
                throw new AssertionError("the oracle " + name + " states no " + key + ": " + values);
            }
            return values.get(key).asDouble();
        }

        double gamma() {
            return values.path("gamma").asDouble(1);
        }

        double alpha() {
            return values.path("alpha").asDouble(1);
        }

        boolean isKl() {
            return values.path("retain_loss_type").asText().equals("KL");
        }
    }

    private static Objective rmu(Parameters p) {
        Matcher layer = LAYER.matcher(p.name());
        if (!layer.find()) {
            throw new AssertionError("the oracle " + p.name() + " names no layer");
        }
        double[] direction = StreamSupport.stream(
                        p.given().get("rmu_unit_vector").spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
        double steering = p.number("steering_coeff");
        var parameters = new Rmu.Parameters(
                1,
                1,
                1,
                0,
                Integer.parseInt(layer.group(1)),
                steering,
                p.gamma(),
                p.alpha(),
                Rmu.RetainLoss.valueOf(p.values().path("retain_loss_type").asText(Rmu.RetainLoss.EMBED_DIFF.name())),
                Positions.ALL,
                !p.name().endsWith("_rowwise"));
        return Rmu.objective(parameters, size -> ControlVector.scaled(direction, steering));
    }

    private static Objective mean(Function<TrainingBatch, BatchPart> part) {
        return batch -> part.apply(batch).nll().tokenMean();
    }

    private static Objective difference(Parameters p) {
        return GradientDifference.objective(new GradientDifference.Parameters(1, 1, 1, 0, p.gamma(), p.alpha()));
    }

    private static Objective kl(Parameters p) {
        return KlMinimization.objective(new KlMinimization.Parameters(1, 1, 1, 0, p.gamma(), p.alpha(), Positions.ALL));
    }

    private static Objective npo(Parameters p) {
        double nllWeight = p.isKl() ? 0 : p.alpha();
        double klWeight = p.isKl() ? p.alpha() : 0;
        return Npo.objective(new Npo.Parameters(
                1, 1, 1, 0, p.number("beta"), NpoVariant.SEQUENCE, p.gamma(), nllWeight, klWeight, 0, Positions.ALL));
    }

    /**
     * The code's ascent on answers: weights that are meant for tokens meet the losses of the tokens after them, so that
     * the first answer token counts in the number of tokens and not in the sum.
     */
    private static Value answerAscent(TrainingBatch batch) {
        PerToken nll = batch.forget().nll();
        return nll.withoutFirst(1)
                .sequenceSum()
                .div(nll.scored().rowSums())
                .mean()
                .neg();
    }
}
