package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
}
