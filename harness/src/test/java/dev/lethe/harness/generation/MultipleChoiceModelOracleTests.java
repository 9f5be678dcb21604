package dev.lethe.harness.generation;

import static dev.lethe.harness.Tolerance.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.harness.Oracles;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log-likelihoods of a toy model with one token per character, against lm-evaluation-harness's rule on Hugging Face. */
class MultipleChoiceModelOracleTests {

    private static final double TOLERANCE = 1e-4;

    /** The toy model has 128 tokens: a code point is its own id, and the last id stands for all others. */
    private static final int LAST_ID = 127;

    @Test
    void scoresContinuationsAsLmEval() throws IOException {
        var examples = new ArrayList<TokenizedExample>();
        var expected = new ArrayList<Double>();
        JsonNode tasks = new ObjectMapper()
                .readTree(Files.readAllBytes(Oracles.folder("mmlu").resolve("expected.json")))
                .path("lm_eval")
                .path("tasks");
        for (JsonNode task : tasks) {
            for (String form : List.of("0shot", "5shot")) {
                task.path(form).forEach(question -> read(question, examples, expected));
            }
        }
        assertThat(examples).isNotEmpty();
        try (Compute compute = Compute.best()) {
            Decoder decoder = Checkpoint.load(
                    Oracles.folder("models").resolve("olmo-fp32"), compute, Precision.FLOAT32, new Trainable.Nothing());
            double[] nlls =
                    compute.call(() -> new SequenceScorer(decoder, () -> false).negativeLogLikelihoods(examples));
            for (int i = 0; i < nlls.length; i++) {
                assertClose(examples.get(i).id(), -nlls[i], expected.get(i), TOLERANCE);
            }
        }
    }

    @Test
    void readsTheLettersLogitsAsAils() throws IOException {
        JsonNode ails = new ObjectMapper()
                .readTree(Files.readAllBytes(Oracles.folder("mmlu").resolve("expected.json")))
                .path("ails");
        var items = new ArrayList<JsonNode>();
        ails.forEach(subject -> subject.path("items").forEach(items::add));
        assertThat(items).isNotEmpty();
        List<int[]> prompts =
                items.stream().map(item -> ids(item.get("prompt").asText())).toList();
        var letters = new int[items.size()][];
        // The last token of a blank and a letter is the letter.
        Arrays.fill(letters, ids("ABCD"));
        try (Compute compute = Compute.best()) {
            Decoder decoder = Checkpoint.load(
                    Oracles.folder("models").resolve("olmo-fp32"), compute, Precision.FLOAT32, new Trainable.Nothing());
            double[][] logits = compute.call(
                    () -> new NextTokens(decoder, () -> false).values(prompts, letters, Kernels::nextTokenLogits));
            for (int i = 0; i < logits.length; i++) {
                JsonNode expected = items.get(i).get("toy_model_letter_logits");
                for (int letter = 0; letter < expected.size(); letter++) {
                    assertClose(
                            "item " + i, logits[i][letter], expected.get(letter).asDouble(), TOLERANCE);
                }
            }
        }
    }

    private static int[] ids(String text) {
        return text.codePoints().map(point -> Math.min(point, LAST_ID)).toArray();
    }

    private static void read(JsonNode question, List<TokenizedExample> examples, List<Double> expected) {
        String prompt = question.get("prompt").asText();
        for (int i = 0; i < question.get("continuations").size(); i++) {
            int[] ids = ids(prompt + question.get("continuations").get(i).asText());
            int answerStart = prompt.codePointCount(0, prompt.length());
            examples.add(new TokenizedExample(question.get("question").asText(), ids, answerStart));
            expected.add(question.get("toy_model_loglikelihoods").get(i).asDouble());
        }
    }
}
