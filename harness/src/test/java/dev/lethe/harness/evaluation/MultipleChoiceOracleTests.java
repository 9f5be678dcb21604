package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.harness.Oracles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts, choices and averages are those of lm-evaluation-harness and of AILS-NTUA's evaluation. */
class MultipleChoiceOracleTests {

    private static final double TOLERANCE = 1e-12;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<MultipleChoiceQuestion> DEV = new ArrayList<>();
    private static final List<MultipleChoiceQuestion> TEST = new ArrayList<>();
    private static JsonNode expected;

    @BeforeAll
    static void readOracle() throws IOException {
        expected = JSON.readTree(Files.readString(Oracles.folder("mmlu").resolve("expected.json")));
        for (String line : Files.readAllLines(Oracles.folder("mmlu").resolve("questions.jsonl"))) {
            JsonNode node = JSON.readTree(line);
            List<String> choices = new ArrayList<>();
            node.get("choices").forEach(choice -> choices.add(choice.asText()));
            (node.get("split").asText().equals("dev") ? DEV : TEST)
                    .add(new MultipleChoiceQuestion(
                            node.get("subject").asText(),
                            node.get("question").asText(),
                            choices,
                            node.get("answer").asInt()));
        }
        assertThat(TEST).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"LM_EVAL_ZERO_SHOT, 0shot", "LM_EVAL_FIVE_SHOT, 5shot"})
    void asksAndScoresAsLmEval(MultipleChoiceForm form, String name) {
        JsonNode tasks = expected.get("lm_eval").get("tasks");
        assertThat(tasks).isNotEmpty();
        List<AnsweredQuestion> answered = new ArrayList<>();
        for (Map.Entry<String, JsonNode> task : tasks.properties()) {
            List<MultipleChoiceQuestion> questions = questions(task.getKey());
            JsonNode items = task.getValue().get(name);
            assertThat(questions).hasSize(items.size());
            for (int i = 0; i < items.size(); i++) {
                MultipleChoiceQuestion question = questions.get(i);
                JsonNode item = items.get(i);
                assertThat(form.prompt(question, DEV))
                        .isEqualTo(item.get("prompt").asText());
                assertThat(form.continuations()).isEqualTo(texts(item.get("continuations")));
                int choice = form.choice(numbers(item.get("toy_model_loglikelihoods")));
                AnsweredQuestion answer = new AnsweredQuestion(task.getKey(), question.answer(), choice);
                assertThat(answer.isCorrect()).isEqualTo(item.get("acc").doubleValue() == 1);
                answered.add(answer);
            }
        }
        MmluScore score = form.score(answered).orElseThrow();
        JsonNode results = expected.get("lm_eval");
        assertThat(score.average())
                .isCloseTo(results.get(name + "_acc_mmlu_weighted_by_size").doubleValue(), within(TOLERANCE));
        assertThat(score.subjectMean())
                .isCloseTo(
                        results.get(name + "_acc_unweighted_mean_of_subjects").doubleValue(), within(TOLERANCE));
        results.get(name + "_acc_per_subject").properties().forEach(entry -> assertThat(
                        score.subjects().get(entry.getKey()))
                .isCloseTo(entry.getValue().doubleValue(), within(TOLERANCE)));
    }

    @Test
    void choosesAsLmEval() {
        JsonNode rules = expected.get("lm_eval").get("decision_rule");
        assertThat(rules).isNotEmpty();
        for (JsonNode rule : rules) {
            double[] values = numbers(rule.get("loglikelihoods"));
            int predicted = number(rule.get("predicted_index").get(0)).intValue();
            assertThat(MultipleChoiceForm.LM_EVAL_ZERO_SHOT.choice(values))
                    .as(Arrays.toString(values))
                    .isEqualTo(predicted);
        }
    }

    @Test
    void asksAndScoresAsAils() {
        JsonNode ails = expected.get("ails");
        List<AnsweredQuestion> answered = new ArrayList<>();
        for (String subject :
                TEST.stream().map(MultipleChoiceQuestion::subject).distinct().toList()) {
            List<MultipleChoiceQuestion> questions = questions(subject);
            JsonNode items = ails.get(subject).get("items");
            assertThat(questions).hasSize(items.size());
            for (int i = 0; i < items.size(); i++) {
                MultipleChoiceQuestion question = questions.get(i);
                JsonNode item = items.get(i);
                assertThat(MultipleChoiceForm.AILS.prompt(question, DEV))
                        .isEqualTo(item.get("prompt").asText());
                assertThat(letter(question.answer())).isEqualTo(item.get("gold").asText());
                int choice = MultipleChoiceForm.AILS.choice(numbers(item.get("toy_model_letter_logits")));
                assertThat(letter(choice)).isEqualTo(item.get("predicted").asText());
                answered.add(new AnsweredQuestion(subject, question.answer(), choice));
            }
        }
        MmluScore score = MultipleChoiceForm.AILS.score(answered).orElseThrow();
        assertThat(score.average()).isCloseTo(ails.get("average_acc").doubleValue(), within(TOLERANCE));
        score.subjects().forEach((subject, accuracy) -> assertThat(accuracy)
                .isCloseTo(ails.get(subject).get("acc").doubleValue(), within(TOLERANCE)));
    }

    @Test
    void choosesAsAils() {
        JsonNode rules = expected.get("ails").get("decision_rule");
        assertThat(rules).isNotEmpty();
        for (JsonNode rule : rules) {
            double[] values = numbers(rule.get("letter_logits"));
            assertThat(letter(MultipleChoiceForm.AILS.choice(values)))
                    .as(Arrays.toString(values))
                    .isEqualTo(rule.get("top3").get(0).asText());
        }
    }

    private static List<MultipleChoiceQuestion> questions(String subject) {
        return TEST.stream().filter(q -> q.subject().equals(subject)).toList();
    }

    private static String letter(int index) {
        return "ABCD".substring(index, index + 1);
    }

    private static double[] numbers(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToDouble(i -> number(array.get(i)))
                .toArray();
    }

    /** The oracle writes some numbers as Python prints them. */
    private static Double number(JsonNode value) {
        return switch (value.asText()) {
            case "nan", "NaN" -> Double.NaN;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "inf" -> Double.POSITIVE_INFINITY;
            default -> Double.valueOf(value.asText());
        };
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
