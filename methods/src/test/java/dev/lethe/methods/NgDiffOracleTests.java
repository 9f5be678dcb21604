package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.SafetensorsFolder;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.model.WeightName;
import dev.lethe.harness.model.WeightNames;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Direction;
import dev.lethe.harness.training.Gradient;
import dev.lethe.harness.training.GradientStep;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.Sgd;
import dev.lethe.harness.training.StepRule;
import dev.lethe.harness.training.Trainer;
import dev.lethe.harness.training.TrainingMonitor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The two gradients, their normalized difference and GeN's parabola, on every oracle folder that has an NGDiff case. */
class NgDiffOracleTests {

    private static final Agreement LOSS = new Agreement(2e-5, 1e-6);
    private static final Agreement NORM = new Agreement(1e-4, 1e-6);

    /** Of a quotient of small differences of losses. */
    private static final Agreement RATE = new Agreement(1e-2, 0);

    static List<Path> cases() {
        return LossOracles.onModels().stream()
                .filter(folder -> LossOracles.expected(folder).has("ngdiff"))
                .toList();
    }

    /** What the first step of a phase showed. */
    private static final class Seen {
        private Gradient retain;
        private Gradient forget;
        private double norm;
        private double[] losses;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void agrees(Path folder) {
        JsonNode expected = LossOracles.expected(folder);
        JsonNode ngdiff = expected.get("ngdiff");
        JsonNode probe = ngdiff.get("auto_lr_probe");
        var batch = new Batch(OracleRows.of(expected.get("forget")), OracleRows.of(expected.get("retain")));
        Batch retain = Batch.ofRetain(batch.retain());
        double eta = probe.get("eta").asDouble();
        var seen = new Seen();

        StepRule rule = step -> {
            seen.retain = step.gradient(NormalizedDifference.RETAIN_LOSS);
            seen.forget = step.gradient(NormalizedDifference.FORGET_LOSS);
            Direction direction = NormalizedDifference.direction(seen.retain, seen.forget);
            seen.losses =
                    step.lossesAlong(direction, eta, new double[] {-1, 0, 1}, NormalizedDifference.RETAIN_LOSS, retain);
            seen.norm = step.descend(direction, 1);
            return new StepRule.Outcome(0, 1, seen.norm);
        };
        List<float[]> moved = moved(folder, batch, rule);

        LOSS.assertClose("retain_nll", seen.retain.loss(), ngdiff.get("retain_nll"));
        LOSS.assertClose("forget_nll", seen.forget.loss(), ngdiff.get("forget_nll"));
        NORM.assertClose("norm_g_retain", seen.retain.norm(), ngdiff.get("norm_g_retain"));
        NORM.assertClose("norm_g_forget", seen.forget.norm(), ngdiff.get("norm_g_forget"));
        NORM.assertClose("direction_norm", seen.norm, ngdiff.get("direction_norm"));
        assertTensors(folder, folder.resolve(ngdiff.get("direction_file").asText()), moved);
        LOSS.assertClose("retain_nll_at_w_plus_eta_g", seen.losses[0], probe.get("retain_nll_at_w_plus_eta_g"));
        LOSS.assertClose("retain_nll_at_w", seen.losses[1], probe.get("retain_nll_at_w"));
        LOSS.assertClose("retain_nll_at_w_minus_eta_g", seen.losses[2], probe.get("retain_nll_at_w_minus_eta_g"));
        var parabola = LocalQuadratic.through(
                new double[] {-eta, 0, eta},
                new double[] {seen.losses[0] - seen.losses[1], 0, seen.losses[2] - seen.losses[1]});
        RATE.assertClose("gen_eta_star", parabola.minimizer(), probe.get("gen_eta_star"));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void hasTheGradients(Path folder) {
        JsonNode expected = LossOracles.expected(folder);
        var batch = new Batch(OracleRows.of(expected.get("forget")), OracleRows.of(expected.get("retain")));
        List<float[]> retain = moved(folder, batch, descent(step -> step.gradient(NormalizedDifference.RETAIN_LOSS)));
        List<float[]> forget = moved(folder, batch, descent(step -> step.gradient(NormalizedDifference.FORGET_LOSS)));
        assertTensors(folder, folder.resolve("grad_retain_nll.safetensors"), retain);
        assertTensors(folder, folder.resolve("grad_forget_nll.safetensors"), forget);
    }

    private static StepRule descent(Function<GradientStep, Gradient> gradient) {
        return step -> new StepRule.Outcome(0, 1, step.descend(Direction.NONE.plus(1, gradient.apply(step)), 1));
    }

    /** By how much one plain step of rate 1 lowers each weight. */
    private static List<float[]> moved(Path folder, Batch batch, StepRule rule) {
        var moved = new ArrayList<float[]>();
        try (Compute compute = Compute.best()) {
            Decoder decoder =
                    Checkpoint.load(folder.resolve("current"), compute, Precision.FLOAT32, new Trainable.Full());
            compute.run(() -> {
                try (TrainedModel model = new TrainedModel(decoder, new Trainable.Full(), 0)) {
                    List<float[]> before = weights(model);
                    new Trainer(model, TrainingMonitor.SILENT, () -> false)
                            .train(
                                    Phase.composed("one step", BatchSource.inOrder(List.of(batch)), 1, 1)
                                            .withOptimizer(Sgd.withRate(1)),
                                    rule);
                    List<float[]> after = weights(model);
                    for (int i = 0; i < before.size(); i++) {
                        float[] difference = new float[before.get(i).length];
                        for (int j = 0; j < difference.length; j++) {
                            difference[j] = before.get(i)[j] - after.get(i)[j];
                        }
                        moved.add(difference);
                    }
                }
                decoder.close();
            });
        }
        return moved;
    }

    private static List<float[]> weights(TrainedModel model) {
        return model.trained().stream().map(tensor -> tensor.toFloatArray()).toList();
    }

    private static void assertTensors(Path folder, Path file, List<float[]> moved) {
        List<WeightName> names = names(folder);
        assertThat(moved).hasSameSizeAs(names);
        try (SafetensorsFolder stored = SafetensorsFolder.openFile(file)) {
            for (int i = 0; i < moved.size(); i++) {
                float[] expected = LossOracles.floats(stored, names.get(i).name());
                NORM.assertClose(names.get(i).name(), moved.get(i), expected);
            }
        }
    }

    /** The weights of the current model in the order in which all of them are trained: those outside the blocks first. */
    private static List<WeightName> names(Path folder) {
        return WeightNames.of(DecoderConfig.read(folder.resolve("current"))).all().stream()
                .sorted(Comparator.comparingInt(WeightName::layer))
                .toList();
    }
}
