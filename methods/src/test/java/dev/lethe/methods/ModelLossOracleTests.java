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

    private static final Agreement LOSSES = new Agreement(2e-5, 1e-6);
    private static final Agreement GRADIENTS = new Agreement(1e-4, 1e-6);
    private static final String APART = "current_vs_reference";
    private static final String EQUAL = "current_equals_reference";

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
        return LossOracles.onModels().stream();
    }

    static Stream<Arguments> losses() {
        return cases().flatMap(folder -> LossOracles.expected(folder).required("results").properties().stream()
                .flatMap(models -> models.getValue().properties().stream()
                        .map(entry -> Arguments.of(folder, models.getKey(), entry.getKey(), entry.getValue()))));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("losses")
    void agreesWithThePublishedCode(Path folder, String models, String name, JsonNode expected) {
        agrees(folder, models, name, expected, false);
    }

    static Stream<Arguments> lossesAwayFromTheReference() {
        return losses().filter(loss -> loss.get()[1].equals(APART));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("lossesAwayFromTheReference")
    void agreesWithCheckpointing(Path folder, String models, String name, JsonNode expected) {
        agrees(folder, models, name, expected, true);
    }

    private static void agrees(Path folder, String models, String name, JsonNode expected, boolean checkpointing) {
        JsonNode given = LossOracles.expected(folder);
        JsonNode parameters = expected.path("params");
        assertThat(models).isIn(APART, EQUAL);
        withModel(folder, models.equals(EQUAL), checkpointing, model -> {
            try (NDManager scope = model.newScope()) {
                double loss = TrainingBatch.of(model, batch(given, retain(name, parameters)), scope)
                        .accumulate(OracleObjectives.of(name, parameters, given), 1);
                LOSSES.assertClose(name, loss, expected.required("loss"));
                if (Double.isNaN(loss)) {
                    return;
                }
                Map<String, Double> norms = gradientNorms(model);
                JsonNode expectedNorms = expected.get("grad_norms");
                expectedNorms
                        .properties()
                        .forEach(entry -> GRADIENTS.assertClose(
                                name + " by " + entry.getKey(), norms.get(entry.getKey()), entry.getValue()));
                assertThat(norms.keySet()).allMatch(weight -> expectedNorms.has(weight) || norms.get(weight) == 0);
                double total = Math.sqrt(
                        norms.values().stream().mapToDouble(norm -> norm * norm).sum());
                GRADIENTS.assertClose("gradient of " + name, total, expected.get("grad_total_norm"));
            }
        });
    }

    @ParameterizedTest(allowZeroInvocations = true)
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
                            LOSSES.assertClose(
                                    entry.getKey(),
                                    sums[b],
                                    entry.getValue().get("sum").get(b));
                            assertThat(tokens[b])
                                    .isEqualTo(entry.getValue()
                                            .get("tokens")
                                            .get(b)
                                            .asInt());
                        }
                    }
                }));
    }

    /** Documents stand where retain rows do. */
    private static String retain(String name, JsonNode parameters) {
        String rows = new OracleParameters(name, parameters, parameters).rows("retain");
        return rows.equals("documents") ? rows : "retain";
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
}
