package dev.lethe.harness.model;

import static dev.lethe.harness.Tolerance.assertClose;
import static dev.lethe.harness.Tolerance.assertCloseInNorm;
import static dev.lethe.harness.model.OracleTensors.expected;
import static dev.lethe.harness.model.OracleTensors.floats;
import static dev.lethe.harness.model.OracleTensors.ints;
import static dev.lethe.harness.model.OracleTensors.matrix;
import static dev.lethe.harness.model.OracleTensors.nll;
import static dev.lethe.harness.model.OracleTensors.row;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.harness.Oracles;
import dev.lethe.harness.generation.Generator;
import dev.lethe.harness.generation.SequenceScorer;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.HeadQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decoder against Hugging Face transformers: every checkpoint of the oracle folder. */
class ModelOracleTests extends ReferenceModels {

    private static final double LOGITS = 5e-5;
    private static final double LOSSES = 1e-5;
    private static final double GRADIENTS = 1e-4;

    static List<Path> checkpoints() {
        return Oracles.cases("models");
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void computesTheLogits(Path folder) {
        withDecoder(folder, decoder -> {
            for (JsonNode sequence : expected(folder).get("sequences")) {
                try (NDManager scope = decoder.newScope()) {
                    NDArray logits = logits(decoder, decoder.network(), sequence.get("input_ids"), scope);
                    int from = sequence.get("logits_from_position").asInt();
                    JsonNode rows = sequence.get("logits");
                    for (int i = 0; i < rows.size(); i++) {
                        float[] actual =
                                logits.get(new NDIndex("0, {}", from + i)).toFloatArray();
                        assertClose("logits at " + (from + i), actual, rows.get(i), LOGITS);
                    }
                    assertThat(logits.argMax(-1).toLongArray()).containsExactly(longs(sequence.get("argmax")));
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void ignoresLeftPadding(Path folder) {
        withDecoder(folder, decoder -> {
            JsonNode padded = expected(folder).get("left_padded");
            try (NDManager scope = decoder.newScope()) {
                NDArray ids = matrix(padded.get("input_ids"), 0, 0, scope);
                NDArray real = matrix(padded.get("attention_mask"), 0, 0, scope).toType(DataType.BOOLEAN, false);
                NDArray logits = logits(decoder, decoder.network(), ids, real, scope);
                for (int b = 0; b < ids.getShape().get(0); b++) {
                    float[] last = logits.get(new NDIndex("{}, -1", b)).toFloatArray();
                    assertClose("row " + b, last, padded.get("last_logits").get(b), LOGITS);
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void continuesGreedilyInOneBatchAsAlone(Path folder) {
        withDecoder(folder, decoder -> {
            JsonNode cases = expected(folder).get("greedy");
            var prompts = new ArrayList<int[]>();
            cases.forEach(greedy -> prompts.add(ints(greedy.get("prompt"))));
            int newTokens = cases.get(0).get("max_new_tokens").asInt();
            List<int[]> free = generate(decoder, prompts, newTokens, List.of());
            for (int i = 0; i < cases.size(); i++) {
                assertThat(free.get(i)).containsExactly(ints(cases.get(i).get("new_ids_no_eos")));
                int end = cases.get(i).get("eos_token_id").asInt();
                assertThat(generate(decoder, prompts, newTokens, List.of(end)).get(i))
                        .containsExactly(ints(cases.get(i).get("new_ids_with_eos")));
            }
        });
    }

    private static List<int[]> generate(Decoder decoder, List<int[]> prompts, int newTokens, List<Integer> ends) {
        var continuations = new int[prompts.size()][];
        new Generator(decoder, () -> false).generate(prompts, newTokens, ends, (indices, rows) -> {
            for (int i = 0; i < rows.size(); i++) {
                continuations[indices.get(i)] = rows.get(i);
            }
        });
        return List.of(continuations);
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void computesLossesAndTheirGradients(Path folder) {
        computesLossesAndTheirGradients(folder, false);
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void computesTheSameGradientsWithCheckpointing(Path folder) {
        computesLossesAndTheirGradients(folder, true);
    }

    private static void computesLossesAndTheirGradients(Path folder, boolean checkpointing) {
        withDecoder(folder, decoder -> {
            for (JsonNode loss : expected(folder).get("loss")) {
                try (TrainedModel model = new TrainedModel(decoder, new Trainable.Full(), 0, checkpointing);
                        NDManager scope = model.newScope();
                        SafetensorsFolder gradients =
                                SafetensorsFolder.openFile(folder.resolve("expected_grads.safetensors"))) {
                    NDArray labels = matrix(loss.get("labels"), 1, 0, scope);
                    HiddenStates states = OracleTraining.forward(model, loss, scope);
                    HeadQuery query = nll(labels, scope);
                    NDArray nll = model.quantities(scope, states.values(), query);
                    long count = labels.neq(-100).sum().getLong();
                    assertClose(
                            "loss",
                            nll.sum().getFloat() / count,
                            loss.get("loss").asDouble(),
                            LOSSES);
                    for (int b = 0; b < labels.getShape().get(0); b++) {
                        float[] row = nll.get(new NDIndex("0, {}", b)).toFloatArray();
                        assertClose(
                                "nll of row " + b,
                                row,
                                loss.get("per_token_nll").get(b),
                                LOSSES);
                    }
                    NDArray upstream = nll.onesLike().div(count);
                    model.backward(scope, states, model.headBackward(scope, states.values(), query, upstream));
                    for (int i = 0; i < model.trained().size(); i++) {
                        String name = decoder.weights().names().get(i).name();
                        assertCloseInNorm(
                                name, model.gradients().get(i).toFloatArray(), floats(gradients, name), GRADIENTS);
                    }
                    double norm = decoder.kernels().arithmetic().clip(scope, model.gradients(), 0);
                    assertClose("total norm", norm, loss.get("grad_total_norm").asDouble(), GRADIENTS);
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void scoresDocuments(Path folder) {
        withDecoder(folder, decoder -> {
            JsonNode document = expected(folder).get("document_nll");
            int[] ids = ints(document.get("input_ids"));
            double[] means = new SequenceScorer(decoder, () -> false)
                    .meanTokenNlls(List.of(
                            new TokenizedExample("document", ids, 0),
                            new TokenizedExample(
                                    "answer", ids, document.get("prompt_len").asInt())));
            assertClose("all tokens", means[0], document.get("nll_all").asDouble(), LOSSES);
            assertClose("answer", means[1], document.get("nll_answer_only").asDouble(), LOSSES);
        });
    }

    private static long[] longs(JsonNode numbers) {
        return Arrays.stream(ints(numbers)).asLongStream().toArray();
    }
}
