package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.token.BpeTrainer;
import dev.lethe.harness.token.BpeVocabulary;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One pass over the prompt answers as scoring every continuation does. */
class MultipleChoiceInferenceTests {

    private static final List<String> PROMPTS = List.of("Question. Answer:", "A B C D Answer:", "Answer:");

    @TempDir
    static Path folder;

    private static Compute compute;
    private static Decoder decoder;
    private static Tokenizer tokenizer;

    @BeforeAll
    static void open() {
        // Letters after a blank occur often enough to be tokens; "Alpha" does not.
        String text = "Answer: A Answer: B Answer: C Answer: D";
        new BpeTrainer(290, List.of(BpeVocabulary.PADDING, BpeVocabulary.END_OF_TEXT))
                .train(List.of(text, text, text))
                .write(folder);
        tokenizer = Tokenizer.load(folder);
        compute = Compute.best();
        decoder = Decoder.random(compute, DecoderConfig.olmo(300, 16, 2, 2, 32, 1, 0, 64, false), 2);
        compute.run(() -> decoder.network().weights().forEach(weight -> weight.muli(10)));
    }

    @AfterAll
    static void close() {
        compute.close();
        tokenizer.close();
    }

    private static double[][] logLikelihoods(List<String> continuations) {
        return compute.call(() ->
                new MultipleChoiceInference(decoder, tokenizer, () -> false).logLikelihoods(PROMPTS, continuations));
    }

    /** Each prompt with each continuation as a sequence of its own. */
    private static double[] oneByOne(List<String> continuations) {
        var sequences = new ArrayList<TokenizedExample>();
        for (String prompt : PROMPTS) {
            for (String continuation : continuations) {
                sequences.add(new TokenizedExample(
                        prompt, tokenizer.encode(prompt + continuation), tokenizer.encode(prompt).length));
            }
        }
        double[] nlls = compute.call(() -> new SequenceScorer(decoder, () -> false).negativeLogLikelihoods(sequences));
        return Arrays.stream(nlls).map(nll -> -nll).toArray();
    }

    private static void assertSame(List<String> continuations) {
        double[] flat = Arrays.stream(logLikelihoods(continuations))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        assertThat(flat).containsExactly(oneByOne(continuations), within(1e-4)).doesNotHaveDuplicates();
    }

    @Test
    void answersInOnePassAsTokenByToken() {
        List<String> letters = List.of(" A", " B", " C", " D");
        for (String letter : letters) {
            assertThat(tokenizer.encode("Answer:" + letter)).hasSize(tokenizer.encode("Answer:").length + 1);
        }
        assertSame(letters);
    }

    @Test
    void answersContinuationsOfSeveralTokens() {
        assertThat(tokenizer.encode("Answer: Alpha").length).isGreaterThan(tokenizer.encode("Answer:").length + 1);
        assertSame(List.of(" A", " Alpha", " Beta"));
    }

    @Test
    void givesLogarithmsOfProbabilities() {
        for (double[] row : logLikelihoods(List.of(" A", " B", " C", " D"))) {
            assertThat(Arrays.stream(row).map(Math::exp).sum()).isBetween(0.0, 1.0);
        }
    }

    @Test
    void lettersLogitsDifferAsTheirLogLikelihoodsDo() {
        // Each letter with its blank is one token here, so a logit is a log-likelihood but for one number per prompt.
        double[][] logits = compute.call(() ->
                new MultipleChoiceInference(decoder, tokenizer, () -> false).values(MultipleChoiceForm.AILS, PROMPTS));
        double[][] likelihoods = logLikelihoods(MultipleChoiceForm.AILS.continuations());

        for (int i = 0; i < logits.length; i++) {
            for (int letter = 1; letter < logits[i].length; letter++) {
                assertThat(logits[i][letter] - logits[i][0])
                        .isCloseTo(likelihoods[i][letter] - likelihoods[i][0], within(1e-4));
            }
        }
    }

    /** Questions of two subjects with five examples each, and one of a third that has none to share them with. */
    private static List<MultipleChoiceQuestion> questions(int anatomy, int logic, int physics) {
        var questions = new ArrayList<MultipleChoiceQuestion>();
        for (int i = 0; i < Math.max(anatomy, Math.max(logic, physics)); i++) {
            if (i < anatomy) {
                questions.add(question("anatomy", "Is bone " + "very ".repeat(i) + "hard?", i));
            }
            if (i < logic) {
                questions.add(question("formal_logic", "If " + i + " then?", i + 1));
            }
            if (i < physics) {
                questions.add(question("physics", "Where?", i));
            }
        }
        return questions;
    }

    private static MultipleChoiceQuestion question(String subject, String text, int answer) {
        return new MultipleChoiceQuestion(subject, text, List.of("yes", "no", "A B", "C"), answer % 4);
    }

    @Test
    void passesTheExamplesOfASubjectOnceWithTheSameResult() {
        MultipleChoiceForm form = MultipleChoiceForm.LM_EVAL_FIVE_SHOT;
        List<MultipleChoiceQuestion> dev = questions(5, 5, 5);
        List<MultipleChoiceQuestion> test = questions(6, 4, 1);
        List<String> prompts =
                test.stream().map(question -> form.prompt(question, dev)).toList();
        var inference = new MultipleChoiceInference(decoder, tokenizer, () -> false);
        var order = new ArrayList<Integer>();
        var shared = new double[test.size()][];

        compute.run(() -> inference.values(form, test, dev, 0, (indices, values) -> {
            order.addAll(indices);
            indices.forEach(i -> shared[i] = values.get(indices.indexOf(i)));
        }));

        double[][] whole = compute.call(() -> inference.values(form, prompts));
        for (int i = 0; i < whole.length; i++) {
            assertThat(shared[i]).containsExactly(whole[i], within(1e-4));
            assertThat(form.choice(shared[i])).isEqualTo(form.choice(whole[i]));
        }
        assertThat(order)
                .as("subject by subject, what shares nothing last")
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, test.size()).boxed().toList())
                .endsWith(2)
                .satisfies(all -> assertThat(all.subList(0, 6))
                        .allMatch(i -> test.get(i).subject().equals("anatomy")));
    }

    @Test
    void goesOnAfterTheQuestionsThatAreKnown() {
        MultipleChoiceForm form = MultipleChoiceForm.LM_EVAL_FIVE_SHOT;
        List<MultipleChoiceQuestion> test = questions(6, 4, 1);
        var inference = new MultipleChoiceInference(decoder, tokenizer, () -> false);
        for (int known : new int[] {0, 3, 6, 8, 10, 11}) {
            var order = new ArrayList<Integer>();
            compute.run(() -> inference.values(
                    form, test, questions(5, 5, 5), known, (indices, values) -> order.addAll(indices)));
            assertThat(order).as("after %d", known).hasSize(test.size() - known).doesNotHaveDuplicates();
        }
    }
}
