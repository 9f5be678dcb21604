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

    /** Receives what options of prompts are chosen by, batch by batch. */
    @FunctionalInterface
    public interface Listener {
        /** The prompts of these indices have these values, one for each option. */
        void finished(List<Integer> indices, List<double[]> values);
    }

    /** Computes the values (prompt, option) of prompts, given by their indices, as one batch. */
    @FunctionalInterface
    private interface Computation {
        double[][] values(List<Integer> prompts);
    }

    /** What a form chooses by (prompt, option): log-likelihoods of its continuations, or the letters' logits. */
    public double[][] values(MultipleChoiceForm form, List<String> prompts) {
        var all = new double[prompts.size()][];
        values(form, prompts, 0, into(all));
        return all;
    }

    /**
     * What a form chooses by, for what is left of prompts, in an order of its own.
     *
     * @param finished how many prompts, from the first of that order on, are known
     */
    public void values(MultipleChoiceForm form, List<String> prompts, int finished, Listener listener) {
        List<int[]> contexts = contexts(prompts);
        compute(
                contexts,
                form.readsLetters()
                        ? letterLogits(contexts, form.continuations())
                        : logLikelihoods(prompts, contexts, form.continuations()),
                finished,
                listener);
    }

    /** Log-likelihoods (prompt, continuation), in nats. */
    public double[][] logLikelihoods(List<String> prompts, List<String> continuations) {
        var all = new double[prompts.size()][];
        List<int[]> contexts = contexts(prompts);
        compute(contexts, logLikelihoods(prompts, contexts, continuations), 0, into(all));
        return all;
    }

    private static void compute(List<int[]> contexts, Computation computation, int finished, Listener listener) {
        List<List<Integer>> batches = LengthBatches.of(
                contexts.size(), i -> contexts.get(i).length, SequenceScorer.TOKEN_BUDGET, SequenceScorer.MAX_ROWS);
        for (LengthBatches.Batch batch : LengthBatches.after(finished, batches)) {
            List<double[]> values = Arrays.asList(computation.values(batch.indices()));
            listener.finished(batch.missing(), values.subList(batch.finished(), values.size()));
        }
    }

    private static Listener into(double[][] all) {
        return (indices, values) -> {
            for (int i = 0; i < values.size(); i++) {
                all[indices.get(i)] = values.get(i);
            }
        };
    }

    private List<int[]> contexts(List<String> prompts) {
        return prompts.stream().map(tokenizer::encodeWithSpecialTokens).toList();
    }

    /** Logits (prompt, letter) at the end of each prompt; a letter's token is the last one of its continuation. */
    private Computation letterLogits(List<int[]> contexts, List<String> continuations) {
        int[] ofLetters = continuations.stream()
                .map(tokenizer::encodeWithSpecialTokens)
                .mapToInt(ids -> ids[ids.length - 1])
                .toArray();
        var letters = new int[contexts.size()][];
        Arrays.fill(letters, ofLetters);
        return nextTokens(contexts, letters, Kernels::nextTokenLogits);
    }

    private Computation logLikelihoods(List<String> prompts, List<int[]> contexts, List<String> continuations) {
        var answers = new int[prompts.size()][];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = singleTokens(contexts.get(i), prompts.get(i), continuations);
            if (answers[i].length < continuations.size()) {
                return batch -> tokenByToken(batch, prompts, contexts, continuations);
            }
        }
        return nextTokens(contexts, answers, Kernels::nextTokenLogProbabilities);
    }

    private Computation nextTokens(List<int[]> contexts, int[][] candidates, NextTokens.Kernel kernel) {
        var next = new NextTokens(decoder, cancelled);
        return batch -> next.values(
                batch.stream().map(contexts::get).toList(),
                batch.stream().map(i -> candidates[i]).toArray(int[][]::new),
                kernel);
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

    private double[][] tokenByToken(
            List<Integer> batch, List<String> prompts, List<int[]> contexts, List<String> continuations) {
        var sequences = new ArrayList<TokenizedExample>();
        for (int i : batch) {
            for (String continuation : continuations) {
                int[] whole = tokenizer.encodeWithSpecialTokens(prompts.get(i) + continuation);
                sequences.add(
                        new TokenizedExample("question " + i, whole, Math.min(whole.length, contexts.get(i).length)));
            }
        }
        double[] nlls = new SequenceScorer(decoder, cancelled).negativeLogLikelihoods(sequences);
        var likelihoods = new double[batch.size()][continuations.size()];
        for (int i = 0; i < nlls.length; i++) {
            likelihoods[i / continuations.size()][i % continuations.size()] = -nlls[i];
        }
        return likelihoods;
    }
}
