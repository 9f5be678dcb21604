package dev.lethe.harness.generation;

import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Log-likelihoods of the continuations of a prompt, by lm-evaluation-harness's rule: prompt and continuation are
 * tokenized together, and the tokens after the prompt's count. Where every continuation is one token, one pass of the
 * prompt answers all.
 */
public final class MultipleChoiceInference {

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final BooleanSupplier cancelled;

    public MultipleChoiceInference(Decoder decoder, Tokenizer tokenizer, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.tokenizer = tokenizer;
        this.cancelled = cancelled;
    }

    /** What a form chooses by (prompt, option): log-likelihoods of its continuations, or the letters' logits. */
    public double[][] values(MultipleChoiceForm form, List<String> prompts) {
        return form.readsLetters()
                ? letterLogits(prompts, form.continuations())
                : logLikelihoods(prompts, form.continuations());
    }

    /** Logits (prompt, letter) at the end of each prompt; a letter's token is the last one of its continuation. */
    private double[][] letterLogits(List<String> prompts, List<String> continuations) {
        int[] ofLetters = continuations.stream()
                .map(tokenizer::encodeWithSpecialTokens)
                .mapToInt(ids -> ids[ids.length - 1])
                .toArray();
        List<int[]> contexts =
                prompts.stream().map(tokenizer::encodeWithSpecialTokens).toList();
        var letters = new int[prompts.size()][];
        Arrays.fill(letters, ofLetters);
        return new NextTokens(decoder, cancelled).values(contexts, letters, Kernels::nextTokenLogits);
    }

    /** Log-likelihoods (prompt, continuation), in nats. */
    public double[][] logLikelihoods(List<String> prompts, List<String> continuations) {
        List<int[]> contexts =
                prompts.stream().map(tokenizer::encodeWithSpecialTokens).toList();
        var answers = new int[prompts.size()][];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = singleTokens(contexts.get(i), prompts.get(i), continuations);
            if (answers[i].length < continuations.size()) {
                return tokenByToken(prompts, contexts, continuations);
            }
        }
        return new NextTokens(decoder, cancelled).values(contexts, answers, Kernels::nextTokenLogProbabilities);
    }

    /** The one token of each continuation, or fewer where a continuation is not one token. */
    private int[] singleTokens(int[] context, String prompt, List<String> continuations) {
        return continuations.stream()
                .map(continuation -> tokenizer.encodeWithSpecialTokens(prompt + continuation))
                .filter(whole -> whole.length == context.length + 1
                        && Arrays.equals(whole, 0, context.length, context, 0, context.length))
                .mapToInt(whole -> whole[whole.length - 1])
                .toArray();
    }

    private double[][] tokenByToken(List<String> prompts, List<int[]> contexts, List<String> continuations) {
        var sequences = new ArrayList<TokenizedExample>();
        for (int i = 0; i < prompts.size(); i++) {
            for (String continuation : continuations) {
                int[] whole = tokenizer.encodeWithSpecialTokens(prompts.get(i) + continuation);
                sequences.add(
                        new TokenizedExample("question " + i, whole, Math.min(whole.length, contexts.get(i).length)));
            }
        }
        double[] nlls = new SequenceScorer(decoder, cancelled).negativeLogLikelihoods(sequences);
        var likelihoods = new double[prompts.size()][continuations.size()];
        for (int i = 0; i < nlls.length; i++) {
            likelihoods[i / continuations.size()][i % continuations.size()] = -nlls[i];
        }
        return likelihoods;
    }
}
