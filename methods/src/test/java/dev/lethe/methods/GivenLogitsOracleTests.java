package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.model.SafetensorsFolder;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.GivenLogits;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods' objectives on given logits against the published code: values, and gradients by the logits. */
class GivenLogitsOracleTests {

    /** The arithmetic under test is in float32: it does not resolve less of losses and gradients of size 1. */
    private static final Agreement AGREEMENT = new Agreement(1e-5, Math.ulp(1f));

    private static final Map<String, Role> ROLES =
            Map.of("forget", Role.FORGET, "retain", Role.RETAIN, "idk", Role.ALTERNATIVE);

    private static Compute compute;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    static Stream<Arguments> losses() {
        return LossOracles.onLogits().stream()
                .flatMap(folder -> LossOracles.expected(folder).required("results").properties().stream()
                        .map(entry -> Arguments.of(folder, entry.getKey(), entry.getValue())));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("losses")
    void agreesWithThePublishedCode(Path folder, String name, JsonNode expected) {
        JsonNode given = LossOracles.expected(folder);
        Objective objective = OracleObjectives.of(name, expected.path("params"), given);
        int length = given.get("shape").get(1).asInt();
        try (SafetensorsFolder logits = SafetensorsFolder.openFile(folder.resolve("logits.safetensors"));
                SafetensorsFolder gradients = SafetensorsFolder.openFile(folder.resolve("grads.safetensors"))) {
            var parts = new EnumMap<Role, GivenLogits.Part>(Role.class);
            given.get("labels")
                    .properties()
                    .forEach(entry -> parts.put(
                            role(entry.getKey()),
                            new GivenLogits.Part(
                                    rows(entry.getValue()),
                                    LossOracles.floats(logits, "cur." + entry.getKey()),
                                    LossOracles.floats(logits, "ref." + entry.getKey()),
                                    length)));
            compute.run(() -> {
                try (var evaluation =
                        new GivenLogits(compute, given.get("shape").get(2).asInt())) {
                    double loss = evaluation.loss(objective, parts);
                    AGREEMENT.assertClose(name, loss, expected.required("loss"));
                    if (Double.isNaN(loss)) {
                        return;
                    }
                    given.get("labels").properties().forEach(entry -> {
                        String part = entry.getKey();
                        float[] gradient = LossOracles.floats(gradients, name + "/" + part);
                        float[] actual = evaluation.gradient(role(part), parts.get(role(part)));
                        AGREEMENT.assertClose(
                                name + " by the logits of " + part,
                                actual,
                                gradient.length == 0 ? new float[actual.length] : gradient);
                    });
                }
            });
        }
    }

    private static Role role(String part) {
        assertThat(ROLES).containsKey(part);
        return ROLES.get(part);
    }

    private static List<TokenizedExample> rows(JsonNode labels) {
        return StreamSupport.stream(labels.spliterator(), false)
                .map(row -> OracleRows.ofLabels(LossOracles.ints(row)))
                .toList();
    }

    static Stream<Arguments> hinges() {
        return LossOracles.onLogits().stream()
                .flatMap(folder -> StreamSupport.stream(
                        LossOracles.expected(folder).path("ihl_function").spliterator(), false))
                .filter(oracle -> !isTakenForProbabilities(oracle))
                .map(oracle -> Arguments.of(oracle.get("name").asText(), oracle));
    }

    /** Where every logit lies in [0, 1] the library takes them for probabilities; we do not follow it there. */
    private static boolean isTakenForProbabilities(JsonNode oracle) {
        return StreamSupport.stream(oracle.get("logits").spliterator(), false)
                .flatMap(row -> StreamSupport.stream(row.spliterator(), false))
                .allMatch(logit -> logit.asDouble() >= 0 && logit.asDouble() <= 1);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("hinges")
    void agreesOnTheHinge(String name, JsonNode oracle) {
        int[] targets = LossOracles.ints(oracle.get("targets"));
        int vocabulary = oracle.get("logits").get(0).size();
        // Position t predicts target t; the last position predicts nothing.
        int[] ids = IntStream.concat(IntStream.of(0), IntStream.of(targets)).toArray();
        var part = new GivenLogits.Part(
                List.of(new TokenizedExample(name, ids, 1)),
                flat(oracle.get("logits"), ids.length * vocabulary),
                new float[0],
                ids.length);
        Objective objective = batch -> batch.forget().invertedHinge().tokenMean();
        compute.run(() -> {
            try (var evaluation = new GivenLogits(compute, vocabulary)) {
                double loss = evaluation.loss(objective, Map.of(Role.FORGET, part));
                AGREEMENT.assertClose(name, loss, oracle.get("loss"));
                AGREEMENT.assertClose(
                        "gradient of " + name,
                        evaluation.gradient(Role.FORGET, part),
                        flat(oracle.get("grad"), ids.length * vocabulary));
            }
        });
    }

    static Stream<Arguments> distances() {
        return LossOracles.onLogits().stream()
                .map(folder -> LossOracles.expected(folder).path("rmu_activation_loss"))
                .filter(oracle -> !oracle.isMissingNode())
                .flatMap(oracle ->
                        Stream.of(Arguments.of("as coded", true, oracle), Arguments.of("row by row", false, oracle)));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("distances")
    void agreesOnTheDistanceOfActivations(String name, boolean broadcast, JsonNode oracle) {
        JsonNode mask = oracle.get("mask");
        int length = mask.get(0).size();
        int width = oracle.get("activation").get(0).get(0).size();
        List<TokenizedExample> rows = StreamSupport.stream(mask.spliterator(), false)
                .map(row -> OracleRows.ofLabels(Arrays.stream(LossOracles.ints(row))
                        .map(scored -> scored == 0 ? -100 : 0)
                        .toArray()))
                .toList();
        float[] activation = LossOracles.flat(oracle.get("activation"));
        var part = new GivenLogits.Part(rows, activation, LossOracles.flat(oracle.get("target")), length);
        Objective objective =
                batch -> Rmu.activation(batch.forget().activationDistanceToReference(0, Positions.ANSWERS), broadcast);
        compute.run(() -> {
            try (var evaluation = new GivenLogits(compute, width)) {
                double loss = evaluation.loss(objective, Map.of(Role.FORGET, part));
                AGREEMENT.assertClose(name, loss, oracle.get(broadcast ? "loss_as_coded" : "loss_rowwise"));
                if (broadcast) {
                    AGREEMENT.assertClose(
                            "gradient " + name,
                            evaluation.gradient(Role.FORGET, part),
                            LossOracles.flat(oracle.get("grad_as_coded")));
                }
            }
        });
    }

    private static float[] flat(JsonNode rows, int length) {
        var values = new ArrayList<Float>();
        rows.forEach(row -> row.forEach(value -> values.add((float) value.asDouble())));
        float[] flat = new float[length];
        for (int i = 0; i < values.size(); i++) {
            flat[i] = values.get(i);
        }
        return flat;
    }
}
