package dev.lethe.harness.model;

import static dev.lethe.harness.Tolerance.assertClose;
import static dev.lethe.harness.model.OracleTensors.expected;
import static dev.lethe.harness.model.OracleTensors.floats;
import static dev.lethe.harness.model.OracleTraining.assertAllClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.harness.Oracles;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters and their training against peft and torch's optimizer: every adapter of the oracle folder. */
class LoraOracleTests extends ReferenceModels {

    private static final double LOGITS = 5e-5;
    private static final double TRAINED = 2e-5;
    /** Clipping divides by a norm over many small gradients: the oracle's own float64 rerun differs by up to 4.9e-5. */
    private static final double TRAINED_CLIPPED = 2e-4;

    static List<Path> adapters() {
        return Oracles.cases("lora").stream()
                .filter(folder -> folder.resolve(AdapterFolder.CONFIG).toFile().exists())
                .toList();
    }

    private static void withAdapter(Path folder, Consumer<TrainedModel> test) {
        Path base = folder.resolve(expected(folder).get("base").asText());
        withDecoder(base, decoder -> {
            try (TrainedModel model =
                    TrainedModel.resume(decoder, owner -> AdapterFolder.read(folder, decoder, owner))) {
                test.accept(model);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void computesTheLogitsWithTheAdapterAndWithout(Path folder) {
        withAdapter(folder, model -> {
            for (JsonNode sequence : expected(folder).get("sequences")) {
                try (NDManager scope = model.newScope()) {
                    JsonNode ids = sequence.get("input_ids");
                    NDArray base = logits(model.decoder(), model.decoder().network(), ids, scope);
                    assertClose("base", last(base), sequence.get("base_logits_last"), LOGITS);
                    NDArray adapted = logits(model.decoder(), model.network(), ids, scope);
                    for (int t = 0; t < ids.size(); t++) {
                        float[] actual = adapted.get(new NDIndex("0, {}", t)).toFloatArray();
                        assertClose(
                                "adapter at " + t,
                                actual,
                                sequence.get("adapter_logits").get(t),
                                LOGITS);
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void mergesIntoTheWeights(Path folder) {
        withAdapter(folder, model -> {
            model.merge();
            try (SafetensorsFolder merged = SafetensorsFolder.openFile(folder.resolve("merged.safetensors"));
                    NDManager scope = model.newScope()) {
                for (AdapterPair pair : model.adapter().orElseThrow().pairs()) {
                    String name = pair.weight().name();
                    float[] actual =
                            model.decoder().weights().get(pair.weight()).toFloatArray();
                    assertAllClose(name, actual, floats(merged, name), TRAINED);
                }
                for (JsonNode sequence : expected(folder).get("sequences")) {
                    NDArray logits =
                            logits(model.decoder(), model.decoder().network(), sequence.get("input_ids"), scope);
                    assertClose("merged", last(logits), sequence.get("merged_logits_last"), LOGITS);
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void trainsLikeTorch(Path folder) {
        JsonNode expected = expected(folder);
        assertThat(expected.get("training")).isNotEmpty();
        for (JsonNode training : expected.get("training")) {
            withAdapter(folder, model -> {
                boolean clipped = training.path("max_grad_norm").asDouble(0) > 0;
                double tolerance = clipped ? TRAINED_CLIPPED : TRAINED;
                OracleTraining.repeat(model, expected.get("batch"), training, tolerance);
                assertSameAdapter(model, OracleTraining.after(folder, training), tolerance);
            });
        }
    }

    private static void assertSameAdapter(TrainedModel model, Path file, double tolerance) {
        try (SafetensorsFolder after = SafetensorsFolder.openFile(file)) {
            for (AdapterPair pair : model.adapter().orElseThrow().pairs()) {
                String module = "base_model.model." + pair.weight().name().replace(".weight", "");
                assertAllClose(module, pair.a().toFloatArray(), floats(after, module + ".lora_A.weight"), tolerance);
                assertAllClose(module, pair.b().toFloatArray(), floats(after, module + ".lora_B.weight"), tolerance);
            }
        }
    }

    private static float[] last(NDArray logits) {
        return logits.get(new NDIndex("0, -1")).toFloatArray();
    }
}
