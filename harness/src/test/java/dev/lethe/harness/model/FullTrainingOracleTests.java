package dev.lethe.harness.model;

import static dev.lethe.harness.model.OracleTensors.expected;
import static dev.lethe.harness.model.OracleTensors.floats;
import static dev.lethe.harness.model.OracleTraining.assertAllClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.harness.Oracles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training of all parameters against torch's optimizers: every case of the oracle folder that has no adapter. There is
 * none among the test resources; the cases made here take the gradient from the oracle of the model and apply the update
 * rule by hand.
 */
class FullTrainingOracleTests extends ReferenceModels {

    private static final double TRAINED = 2e-5;
    private static final String BASE = "olmo-fp32";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    static List<Path> cases() {
        return Oracles.cases("lora").stream()
                .filter(folder -> !Files.exists(folder.resolve(AdapterFolder.CONFIG))
                        && Files.exists(folder.resolve("expected.json")))
                .toList();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void trainsLikeTorch(Path folder) {
        JsonNode expected = expected(folder);
        assertThat(expected.get("training")).isNotEmpty();
        Path base = folder.resolve(expected.get("base").asText());
        for (JsonNode training : expected.get("training")) {
            withModel(base, model -> {
                OracleTraining.repeat(model, expected.get("batch"), training, TRAINED);
                try (SafetensorsFolder after = SafetensorsFolder.openFile(OracleTraining.after(folder, training))) {
                    for (WeightName weight : model.decoder().weights().names()) {
                        String name = weight.name();
                        float[] actual = model.decoder().weights().get(weight).toFloatArray();
                        assertAllClose(name, actual, floats(after, name), TRAINED);
                    }
                }
            });
        }
    }

    private interface Use {
        void accept(TrainedModel model);
    }

    private static void withModel(Path checkpoint, Use use) {
        withDecoder(checkpoint, decoder -> {
            try (TrainedModel model = new TrainedModel(decoder, new Trainable.Full(), 0)) {
                use.accept(model);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.1, 0", "0.1, 0.5"})
    void descendsByTheRuleOfSgd(double decay, double maxNorm) throws IOException {
        double rate = 0.1;
        write("torch.optim.SGD()", rate, decay, maxNorm, (w, g) -> w - rate * (g + decay * w));
        trainsLikeTorch(folder);
    }

    /** In the first step both corrected moments are the gradient's, so that the step is {@code g / (|g| + eps)}. */
    @ParameterizedTest
    @CsvSource({"0", "0.1"})
    void stepsByTheRuleOfAdamW(double decay) throws IOException {
        double rate = 1e-3;
        write(
                "torch.optim.AdamW()",
                rate,
                decay,
                0,
                (w, g) -> w * (1 - rate * decay) - rate * g / (Math.abs(g) + 1e-8));
        trainsLikeTorch(folder);
    }

    @ParameterizedTest
    @CsvSource({"torch.optim.SGD(), 0.1", "torch.optim.AdamW(), 0", "torch.optim.Adagrad(), 0"})
    void noticesAnotherRule(String optimizer, double decay) throws IOException {
        write(optimizer, 0.1, decay, 0, (w, g) -> w - 0.1 * g);
        assertThatThrownBy(() -> trainsLikeTorch(folder))
                .isInstanceOf(AssertionError.class)
                .hasMessageNotContaining("gradient norm");
    }

    /** Writes a case of one step: the model's oracle gives batch and gradient, {@code rule} (w, g) the weights after. */
    private void write(String optimizer, double rate, double decay, double maxNorm, DoubleBinaryOperator rule)
            throws IOException {
        Path base = dev.lethe.harness.model.Oracles.model(BASE);
        JsonNode batch = expected(base).get("loss").get(0);
        double norm = batch.get("grad_total_norm").asDouble();
        double clip = maxNorm == 0 ? 1 : Math.min(1, maxNorm / (norm + 1e-6));
        Path after = Files.createDirectories(folder.resolve("after"));
        var tensors = new ArrayList<SafetensorsWriter.Tensor>();
        try (SafetensorsFolder weights = SafetensorsFolder.open(base);
                SafetensorsFolder gradients = SafetensorsFolder.openFile(base.resolve("expected_grads.safetensors"))) {
            for (String name : weights.names()) {
                tensors.add(moved(weights, gradients, name, (w, g) -> rule.applyAsDouble(w, clip * g)));
            }
        }
        SafetensorsWriter.write(after.resolve(SafetensorsFolder.SINGLE), tensors);
        Files.copy(base.resolve(DecoderConfig.FILE_NAME), after.resolve(DecoderConfig.FILE_NAME));

        ObjectNode expected = JSON.createObjectNode().put("base", base.toString());
        expected.set("batch", batch);
        ObjectNode training = expected.putArray("training").addObject();
        training.put("optimizer", optimizer).put("lr", rate).put("weight_decay", decay);
        if (maxNorm > 0) {
            training.put("max_grad_norm", maxNorm);
        } else {
            training.putNull("max_grad_norm");
        }
        training.put("steps", 1).put("parameters_after", "after/" + SafetensorsFolder.SINGLE);
        training.putArray("grad_norm_before_clip").add(norm);
        training.putArray("losses_before_each_step_and_after_last")
                .add(batch.get("loss").asDouble())
                .add(loss(after, batch));
        Files.writeString(folder.resolve("expected.json"), expected.toString());
    }

    private static SafetensorsWriter.Tensor moved(
            SafetensorsFolder weights, SafetensorsFolder gradients, String name, DoubleBinaryOperator rule) {
        float[] w = floats(weights, name);
        float[] g = floats(gradients, name);
        ByteBuffer bytes = ByteBuffer.allocate(w.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < w.length; i++) {
            bytes.putFloat((float) rule.applyAsDouble(w[i], g[i]));
        }
        List<Long> shape = weights.find(name).orElseThrow().shape();
        return SafetensorsWriter.Tensor.of(name, StorageType.F32, shape, bytes.flip());
    }

    private static double loss(Path checkpoint, JsonNode batch) {
        var loss = new double[1];
        withModel(checkpoint, model -> {
            try (NDManager scope = model.newScope()) {
                loss[0] = OracleTraining.backward(model, batch, scope);
            }
        });
        return loss[0];
    }
}
