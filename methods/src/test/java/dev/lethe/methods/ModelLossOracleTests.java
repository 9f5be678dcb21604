package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.model.WeightName;
import dev.lethe.harness.model.WeightNames;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchPart;
import dev.lethe.harness.training.PerToken;
import dev.lethe.harness.training.Role;
import dev.lethe.harness.training.TrainingBatch;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods' objectives on a model against the published code: values, and gradients by every parameter. */
class ModelLossOracleTests {

    private static final double LOSSES = 2e-5;
    private static final double GRADIENTS = 1e-4;

    /** For losses and gradients that are 0 but for rounding. */
    private static final double ZERO = 1e-6;

    private static Compute compute;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    static Stream<Path> cases() {
        return LossOracles.cases("current").stream();
    }

    static Stream<Arguments> losses() {
        return cases().flatMap(folder -> LossOracles.expected(folder).get("results").properties().stream()
                .flatMap(models -> models.getValue().properties().stream()
                        .map(entry -> Arguments.of(folder, models.getKey(), entry.getKey(), entry.getValue()))));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void agreesWithThePublishedCode(Path folder, String models, String name, JsonNode expected) {
        agrees(folder, models, name, expected, false);
    }

    static Stream<Arguments> lossesAwayFromTheReference() {
        return losses().filter(loss -> loss.get()[1].equals("current_vs_reference"));
    }

    @ParameterizedTest
    @MethodSource("lossesAwayFromTheReference")
    void agreesWithCheckpointing(Path folder, String models, String name, JsonNode expected) {
        agrees(folder, models, name, expected, true);
    }

    private static void agrees(Path folder, String models, String name, JsonNode expected, boolean checkpointing) {
        JsonNode given = LossOracles.expected(folder);
        // Documents stand where retain rows do.
        String retain = expected.get("params").path("batch").asText("retain");
        withModel(folder, models.equals("current_equals_reference"), checkpointing, model -> {
            try (NDManager scope = model.newScope()) {
                double loss = TrainingBatch.of(model, batch(given, retain), scope)
                        .accumulate(OracleObjectives.of(name, expected.get("params"), given), 1);
                assertClose(name, loss, expected.get("loss"), LOSSES);
                Map<String, Double> norms = gradientNorms(model);
                JsonNode expectedNorms = expected.get("grad_norms");
                expectedNorms
                        .properties()
                        .forEach(entry -> assertClose(
                                name + " by " + entry.getKey(),
                                norms.get(entry.getKey()),
                                entry.getValue(),
                                GRADIENTS));
                assertThat(norms.keySet()).allMatch(weight -> expectedNorms.has(weight) || norms.get(weight) == 0);
                double total = Math.sqrt(
                        norms.values().stream().mapToDouble(norm -> norm * norm).sum());
                assertClose("gradient of " + name, total, expected.get("grad_total_norm"), GRADIENTS);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesOnTheLossOfEveryToken(Path folder) {
        JsonNode given = LossOracles.expected(folder);
        withModel(
                folder, false, false, model -> given.get("row_nll").properties().forEach(entry -> {
                    String[] of = entry.getKey().split("/");
                    Function<BatchPart, PerToken> nll =
                            of[1].equals("reference") ? BatchPart::referenceNll : BatchPart::nll;
                    try (NDManager scope = model.newScope()) {
                        Batch batch = Batch.ofForget(OracleRows.of(given.get(of[0])));
                        PerToken values =
                                nll.apply(TrainingBatch.of(model, batch, scope).forget());
                        float[] sums = values.sequenceSum().array().toFloatArray();
                        float[] tokens = values.scored().rowSums().array().toFloatArray();
                        for (int b = 0; b < sums.length; b++) {
                            assertClose(
                                    entry.getKey(),
                                    sums[b],
                                    entry.getValue().get("sum").get(b),
                                    LOSSES);
                            assertThat(tokens[b])
                                    .isEqualTo(entry.getValue()
                                            .get("tokens")
                                            .get(b)
                                            .asInt());
                        }
                    }
                }));
    }

    private static Batch batch(JsonNode given, String retain) {
        var parts = new TreeMap<>(Map.of(
                Role.FORGET, OracleRows.of(given.get("forget")),
                Role.RETAIN, OracleRows.of(given.get(retain)),
                Role.ALTERNATIVE, OracleRows.of(given.get("idk"))));
        return new Batch(parts, given.get("forget").get("input_ids").get(0).size());
    }

    /** The current model, with the reference that the oracle names kept beside it. */
    private static void withModel(
            Path folder, boolean currentIsReference, boolean checkpointing, Consumer<TrainedModel> use) {
        Path reference = folder.resolve(
                LossOracles.expected(folder).get("reference_model").asText());
        try (Decoder decoder = load(reference);
                Decoder current = load(currentIsReference ? reference : folder.resolve("current"))) {
            compute.run(() -> {
                try (var model = new TrainedModel(decoder, new Trainable.Full(), 0, checkpointing);
                        var moved = new TrainedModel(current, new Trainable.Full(), 0);
                        NDManager scope = model.newScope()) {
                    model.keepReference();
                    model.kernels().arithmetic().assign(scope, model.trained(), moved.trained());
                    use.accept(model);
                }
            });
        }
    }

    private static Decoder load(Path folder) {
        return Checkpoint.load(folder, compute, Precision.FLOAT32, new Trainable.Full());
    }

    private static Map<String, Double> gradientNorms(TrainedModel model) {
        var norms = new TreeMap<String, Double>();
        // The decoder keeps what belongs to no block first.
        List<WeightName> names = WeightNames.of(model.decoder().config()).all().stream()
                .sorted(Comparator.comparingInt(WeightName::layer))
                .toList();
        for (int i = 0; i < names.size(); i++) {
            double squares = 0;
            for (float value : model.gradients().get(i).toFloatArray()) {
                squares += (double) value * value;
            }
            norms.put(names.get(i).name(), Math.sqrt(squares));
        }
        return norms;
    }

    private static void assertClose(String what, double actual, JsonNode expected, double tolerance) {
        assertThat(Math.abs(actual - expected.asDouble()))
                .as("%s: %s, expected %s", what, actual, expected)
                .isLessThanOrEqualTo(tolerance * Math.abs(expected.asDouble()) + ZERO);
    }
}
