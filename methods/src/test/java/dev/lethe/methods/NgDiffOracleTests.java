package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

    private static final double LOSS = 2e-5;
    private static final double NORM = 1e-4;

    static List<Path> cases() {
        return LossOracles.cases("ngdiff_direction.safetensors");
    }

    /** What the first step of a phase showed. */
    private static final class Seen {
        private Gradient retain;
        private Gradient forget;
        private double norm;
        private double[] losses;
    }

    @ParameterizedTest
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

        assertClose(seen.retain.loss(), ngdiff.get("retain_nll"), LOSS);
        assertClose(seen.forget.loss(), ngdiff.get("forget_nll"), LOSS);
        assertClose(seen.retain.norm(), ngdiff.get("norm_g_retain"), NORM);
        assertClose(seen.forget.norm(), ngdiff.get("norm_g_forget"), NORM);
        assertClose(seen.norm, ngdiff.get("direction_norm"), NORM);
        assertTensors(folder, folder.resolve(ngdiff.get("direction_file").asText()), moved);
        assertClose(seen.losses[0], probe.get("retain_nll_at_w_plus_eta_g"), LOSS);
        assertClose(seen.losses[1], probe.get("retain_nll_at_w"), LOSS);
        assertClose(seen.losses[2], probe.get("retain_nll_at_w_minus_eta_g"), LOSS);
        var parabola = LocalQuadratic.through(
                new double[] {-eta, 0, eta},
                new double[] {seen.losses[0] - seen.losses[1], 0, seen.losses[2] - seen.losses[1]});
        // A quotient of small differences of losses that agree to 2e-5.
        assertClose(parabola.minimizer(), probe.get("gen_eta_star"), 1e-2);
    }

    @ParameterizedTest
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
                double scale = norm(expected);
                float[] actual = moved.get(i);
                assertThat(actual).hasSameSizeAs(expected);
                double error = 0;
                for (int j = 0; j < expected.length; j++) {
                    error += Math.pow(actual[j] - expected[j], 2);
                }
                assertThat(Math.sqrt(error)).as(names.get(i).name()).isLessThanOrEqualTo(NORM * scale + 1e-6);
            }
        }
    }

    /** The weights of the current model in the order in which all of them are trained: those outside the blocks first. */
    private static List<WeightName> names(Path folder) {
        return WeightNames.of(DecoderConfig.read(folder.resolve("current"))).all().stream()
                .sorted(Comparator.comparingInt(WeightName::layer))
                .toList();
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += Math.pow(value, 2);
        }
        return Math.sqrt(sum);
    }

    private static void assertClose(double actual, JsonNode expected, double tolerance) {
        assertThat(actual).isCloseTo(expected.asDouble(), within(tolerance * Math.abs(expected.asDouble())));
    }
}
