package dev.lethe.harness.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Log-likelihoods of the continuations of a prompt, by lm-evaluation-harness's rule: prompt and continuation are
 * tokenized together, and the tokens after the prompt's count. Where every continuation is one token, one pass of the
 * prompt answers all.
 */
public final class MultipleChoiceInference {

    /** Padded tokens in a batch. */
    private static final int TOKEN_BUDGET = 8_192;

    private static final int MAX_ROWS = 64;

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final BooleanSupplier cancelled;

    public MultipleChoiceInference(Decoder decoder, Tokenizer tokenizer, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.tokenizer = tokenizer;
        this.cancelled = cancelled;
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
        return inOnePass(contexts, answers);
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

    private double[][] inOnePass(List<int[]> contexts, int[][] answers) {
        var likelihoods = new double[contexts.size()][];
        for (List<Integer> batch :
                LengthBatches.of(contexts.size(), i -> contexts.get(i).length, TOKEN_BUDGET, MAX_ROWS)) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled between two batches of questions");
            }
            try (NDManager scope = decoder.newScope()) {
                List<TokenizedExample> rows = batch.stream()
                        .map(i -> {
                            // The last token of a row is only predicted, never read: here it is a stand-in.
                            int[] ids = Arrays.copyOf(contexts.get(i), contexts.get(i).length + 1);
                            return new TokenizedExample("question " + i, ids, ids.length);
                        })
                        .toList();
                PaddedRows padded = PaddedRows.predicting(rows, scope);
                NDArray last = scope.create(
                        rows.stream().mapToLong(row -> row.length() - 2L).toArray());
                NDArray hidden = decoder.kernels()
                        .hidden(scope, decoder.network(), padded.ids(), padded.real(), padded.packed(), false);
                NDArray next = decoder.kernels().nextTokenLogProbabilities(scope, decoder.network(), hidden, last);
                int vocabulary = decoder.config().vocabSize();
                float[] values = next.toFloatArray();
                for (int b = 0; b < batch.size(); b++) {
                    int row = b * vocabulary;
                    likelihoods[batch.get(b)] = Arrays.stream(answers[batch.get(b)])
                            .mapToDouble(answer -> values[row + answer])
                            .toArray();
                }
            }
        }
        return likelihoods;
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
