package dev.lethe.harness.model;

import static dev.lethe.harness.Tolerance.assertClose;
import static dev.lethe.harness.model.OracleTensors.matrix;
import static dev.lethe.harness.model.OracleTensors.nll;
import static dev.lethe.harness.model.OracleTensors.noMask;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.harness.torch.HeadQuery;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.Optimizer;
import dev.lethe.harness.training.OptimizerSettings;
import dev.lethe.harness.training.Sgd;
import java.nio.file.Path;
import java.util.ArrayList;

/** Repeats the training runs that oracle files describe, and compares losses and gradient norms on the way. */
final class OracleTraining {

    private static final double NORMS = 1e-4;

    private OracleTraining() {}

    /** Makes the steps of one of the {@code training} entries; the trained tensors are left for comparison. */
    static void repeat(TrainedModel model, JsonNode batch, JsonNode training, double tolerance) {
        double rate = training.get("lr").asDouble();
        double maxNorm = training.path("max_grad_norm").asDouble(0);
        JsonNode norms = training.get("grad_norm_before_clip");
        var losses = new ArrayList<Double>();
        try (NDManager scope = model.newScope()) {
            var optimizer = new Optimizer(model, settings(training), scope);
            for (int step = 0; step < training.get("steps").asInt(); step++) {
                losses.add(backward(model, batch, scope));
                double norm = optimizer.step(scope, rate, maxNorm);
                assertClose("gradient norm", norm, norms.get(step).asDouble(), NORMS);
            }
            losses.add(backward(model, batch, scope));
        }
        JsonNode expected = training.get("losses_before_each_step_and_after_last");
        assertThat(losses).hasSize(expected.size());
        for (int i = 0; i < losses.size(); i++) {
            assertClose("loss " + i, losses.get(i), expected.get(i).asDouble(), tolerance);
        }
    }

    /** The token mean of the NLL; its gradients are added to the model's buffers. */
    static double backward(TrainedModel model, JsonNode batch, NDManager scope) {
        NDArray labels = matrix(batch.get("labels"), 1, 0, scope);
        HiddenStates states = forward(model, batch, scope);
        HeadQuery query = nll(labels, scope);
        NDArray nll = model.quantities(scope, states.values(), query);
        long count = labels.neq(-100).sum().getLong();
        NDArray upstream = nll.onesLike().div(count);
        model.backward(scope, states, model.headBackward(scope, states.values(), query, upstream));
        return nll.sum().getFloat() / count;
    }

    /** The hidden states of a batch padded on the right, of which the real tokens alone are computed. */
    static HiddenStates forward(TrainedModel model, JsonNode batch, NDManager scope) {
        NDArray real = matrix(batch.get("attention_mask"), 0, 1, scope);
        NDArray packed = real.flatten().nonzero().flatten();
        return model.forward(scope, matrix(batch.get("input_ids"), 0, 1, scope), noMask(scope), packed);
    }

    private static OptimizerSettings settings(JsonNode training) {
        String optimizer = training.path("optimizer").asText();
        double rate = training.get("lr").asDouble();
        double decay = training.path("weight_decay").asDouble(0);
        if (optimizer.contains("SGD")) {
            return Sgd.withRate(rate).withDecay(decay);
        }
        if (optimizer.contains("AdamW")) {
            return AdamW.withRate(rate).withDecay(decay);
        }
        throw new AssertionError("optimizer is \"" + optimizer + "\"; expected AdamW or SGD");
    }

    /** The file of the tensors after the last step: the one that an entry names, whatever its key. */
    static Path after(Path folder, JsonNode training) {
        var files = new ArrayList<String>();
        for (JsonNode value : training) {
            if (value.isTextual() && value.textValue().endsWith(".safetensors")) {
                files.add(value.textValue());
            }
        }
        assertThat(files).as("files of tensors in %s", training).hasSize(1);
        return folder.resolve(files.get(0));
    }

    static void assertAllClose(String what, float[] actual, float[] expected, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertClose(what, actual[i], expected[i], tolerance);
        }
    }
}
