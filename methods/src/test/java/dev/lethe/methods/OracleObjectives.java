package dev.lethe.methods;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.training.BatchPart;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.TrainingBatch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Which objective of ours an oracle's name stands for, in the form that agrees with the published code. A name is that
 * of a family, alone or followed by an underscore and what distinguishes the case; the longest family that fits counts.
 * Where a case does not state them, gamma and alpha are 1 and the rest is what the published class's constructor has.
 */
final class OracleObjectives {

    private static final Pattern LAYER = Pattern.compile("layer(\\d+)");
    private static final Pattern BLOCK = Pattern.compile("^(?:model\\.layers|transformer\\.h)\\.(\\d+)$");
    private static final String UNIT_VECTOR = "rmu_unit_vector";

    private static final Map<String, Function<OracleParameters, Objective>> FAMILIES = Map.ofEntries(
            Map.entry("nll", OracleObjectives::nll),
            Map.entry("ga", p -> GradientAscent.objective()),
            Map.entry("csm_ga", p -> GradientAscent.objective()),
            Map.entry("csm_grad_ascent", p -> GradientAscent.objective()),
            Map.entry("graddiff", OracleObjectives::difference),
            Map.entry("csm_grad_diff", OracleObjectives::difference),
            Map.entry("kl_min", OracleObjectives::difference),
            Map.entry("csm_kl", OracleObjectives::difference),
            Map.entry("npo", OracleObjectives::npo),
            Map.entry("csm_npo", OracleObjectives::npoOfLoku),
            Map.entry("dpo", OracleObjectives::dpo),
            Map.entry("csm_idk", p -> Idk.objective(with(Idk.Parameters.class, "idk", "weighting=token"))),
            Map.entry("simnpo", OracleObjectives::simNpo),
            Map.entry("undial", OracleObjectives::undial),
            Map.entry("wga", OracleObjectives::wga),
            Map.entry("satimp", OracleObjectives::satImp),
            Map.entry("ceu", OracleObjectives::ceU),
            Map.entry("rmu", OracleObjectives::rmu),
            Map.entry("pdu", OracleObjectives::pdu),
            Map.entry("ihl", OracleObjectives::ihl),
            Map.entry("csm_ihl", OracleObjectives::ihl),
            Map.entry("llmu_kl", OracleObjectives::referenceCrossEntropy),
            Map.entry("llmu_answer_ga", p -> answers(p, -1)),
            Map.entry("llmu_answer_gd", p -> answers(p, 1)));

    private OracleObjectives() {}

    /**
     * The objective of a name with an oracle's parameters.
     *
     * @param given what all oracles of the case share
     */
    static Objective of(String name, JsonNode parameters, JsonNode given) {
        String family = FAMILIES.keySet().stream()
                .filter(known -> name.equals(known) || name.startsWith(known + "_"))
                .max(Comparator.comparingInt(String::length))
                .orElseThrow(() -> new AssertionError("no objective is known for the oracle " + name + "; known are "
                        + new TreeSet<>(FAMILIES.keySet()) + ", alone or with an underscore after them"));
        var p = new OracleParameters(name, parameters, given);
        Objective objective = FAMILIES.get(family).apply(p);
        p.requireAllAsked();
        return objective;
    }

    /** A method's parameters: all that enter the loss, as name=value, and any of its training. */
    private static <P extends Record> P with(Class<P> type, String id, String... values) {
        Map<String, String> parameters = Arrays.stream(values)
                .map(value -> value.split("="))
                .collect(Collectors.toMap(value -> value[0], value -> value[1]));
        return type.cast(Methods.resolve(id, parameters).parameters());
    }

    private static String forget(OracleParameters p) {
        return "forgetWeight=" + p.gamma();
    }

    /**
     * An objective with what holds retain rows: their NLL, as the method has it, or with that at weight 0 the divergence
     * from the reference over all positions.
     */
    private static Objective held(OracleParameters p, Function<String, Objective> ofRetainWeight) {
        double weight = p.alpha();
        if (!p.isKl()) {
            return ofRetainWeight.apply("retainWeight=" + weight);
        }
        Objective withoutRetain = ofRetainWeight.apply("retainWeight=0");
        return batch -> withoutRetain
                .loss(batch)
                .add(batch.retain().klToReference(Positions.ALL).tokenMean().mul(weight));
    }

    private static Objective nll(OracleParameters p) {
        Function<TrainingBatch, BatchPart> part = part(p.rows("forget"));
        return batch -> part.apply(batch).nll().tokenMean();
    }

    /** Documents stand where retain rows do. */
    private static Function<TrainingBatch, BatchPart> part(String rows) {
        return switch (rows) {
            case "forget" -> TrainingBatch::forget;
            case "idk" -> TrainingBatch::alternative;
            default -> TrainingBatch::retain;
        };
    }

    private static Objective difference(OracleParameters p) {
        return p.isKl()
                ? KlMinimization.objective(with(
                        KlMinimization.Parameters.class, "kl", forget(p), "klWeight=" + p.alpha(), "klPositions=all"))
                : GradientDifference.objective(
                        with(GradientDifference.Parameters.class, "gd", forget(p), "retainWeight=" + p.alpha()));
    }

    private static Objective npo(OracleParameters p) {
        boolean isKl = p.isKl();
        return npo(p.number("beta", 1), p.gamma(), isKl ? 0 : p.alpha(), isKl ? p.alpha() : 0);
    }

    /** Its coefficients are configured whether or not the loss has their terms, which its name says. */
    private static Objective npoOfLoku(OracleParameters p) {
        double nllWeight = p.number("grad_diff_coeff", 1);
        double klWeight = p.number("KL_coeff", 1);
        return npo(
                p.number("beta", 0.1),
                p.number("npo_coeff", 1),
                p.says("diff") ? nllWeight : 0,
                p.says("kl") ? klWeight : 0);
    }

    private static Objective npo(double beta, double forgetWeight, double nllWeight, double klWeight) {
        return Npo.objective(with(
                Npo.Parameters.class,
                "npo",
                "variant=sequence",
                "beta=" + beta,
                "forgetWeight=" + forgetWeight,
                "retainWeight=" + nllWeight,
                "klWeight=" + klWeight,
                "klPositions=all",
                "goldKlWeight=0"));
    }

    private static Objective dpo(OracleParameters p) {
        String beta = "beta=" + p.number("beta", 1);
        return held(p, retain -> Dpo.objective(with(Dpo.Parameters.class, "dpo", forget(p), retain, beta)));
    }

    private static Objective simNpo(OracleParameters p) {
        String beta = "beta=" + p.number("beta", 1);
        String delta = "delta=" + p.number("delta", 0);
        return held(
                p, retain -> SimNpo.objective(with(SimNpo.Parameters.class, "simnpo", forget(p), retain, beta, delta)));
    }

    private static Objective undial(OracleParameters p) {
        String beta = "beta=" + p.number("beta", 1);
        return held(
                p,
                retain -> Undial.objective(
                        with(Undial.Parameters.class, "undial", forget(p), retain, beta, "positions=predicting")));
    }

    private static Objective wga(OracleParameters p) {
        String beta = "beta=" + p.number("beta", 1);
        return held(p, retain -> Wga.objective(with(Wga.Parameters.class, "wga", forget(p), retain, beta)));
    }

    private static Objective satImp(OracleParameters p) {
        String beta1 = "beta1=" + p.number("beta1", 5);
        String beta2 = "beta2=" + p.number("beta2", 1);
        return held(
                p,
                retain -> SatImp.objective(with(SatImp.Parameters.class, "satimp", forget(p), retain, beta1, beta2)));
    }

    private static Objective ceU(OracleParameters p) {
        int skipped = (int) p.number("ignore_first_n_answer_tokens", 1);
        return CeU.objective(with(CeU.Parameters.class, "ceu", "skippedTokens=" + skipped));
    }

    private static Objective ihl(OracleParameters p) {
        return held(p, retain -> Ihl.objective(with(Ihl.Parameters.class, "ihl", forget(p), retain)));
    }

    /** In the first step alpha is the multiplier; how it follows afterwards is no part of the loss. */
    private static Objective pdu(OracleParameters p) {
        p.flag("primal_dual", false);
        p.number("dual_step_size", 1);
        p.number("dual_warmup_epochs", 0);
        p.text("dual_update_upon", "step");
        p.requireText("retain_loss_type", "NLL");
        double lambda = p.number("lambda", p.alpha());
        double tolerance = p.number("epsilon", p.number("retain_loss_eps", 0));
        Pdu.Parameters parameters = with(Pdu.Parameters.class, "pdu", forget(p), "retainTolerance=" + tolerance);
        return Pdu.objective(parameters, () -> lambda);
    }

    private static Objective rmu(OracleParameters p) {
        p.requireText("control_vec", "see " + UNIT_VECTOR);
        double[] direction = StreamSupport.stream(p.shared(UNIT_VECTOR).spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
        double steering = p.number("steering_coeff", p.sharedNumber("rmu_steering_coeff", 20));
        String held = p.says("kl") ? "KL" : p.says("nll") ? "NLL" : "EMBED_DIFF";
        Rmu.Parameters parameters = with(
                Rmu.Parameters.class,
                "rmu",
                "block=" + block(p),
                "steering=" + steering,
                forget(p),
                "retainWeight=" + p.alpha(),
                "retainLoss=" + p.text("retain_loss_type", held),
                "klPositions=all",
                "broadcast=" + !p.flag("rowwise", p.says("rowwise")));
        return Rmu.objective(parameters, size -> ControlVector.scaled(direction, steering));
    }

    private static int block(OracleParameters p) {
        String module = p.text("module_regex", "").replace("\\", "");
        Matcher block = module.isEmpty() ? LAYER.matcher(p.name()) : BLOCK.matcher(module);
        if (!block.find()) {
            throw new AssertionError("the oracle " + p.name() + " names no block: its module is \"" + module + "\"");
        }
        return Integer.parseInt(block.group(1));
    }

    private static Objective referenceCrossEntropy(OracleParameters p) {
        Function<TrainingBatch, BatchPart> part = part(p.rows("retain"));
        return batch -> part.apply(batch).referenceCrossEntropy(Positions.ALL).tokenMean();
    }

    private static Objective answers(OracleParameters p, int sign) {
        int[] starts = p.integers("start_locs");
        return batch -> AnswerLoss.of(batch.forget().nll(), starts).mul(sign);
    }
}
