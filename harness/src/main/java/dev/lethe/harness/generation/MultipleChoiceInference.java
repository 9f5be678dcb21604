package dev.lethe.harness.generation;

import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.TokenLimits;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Log-likelihoods of the continuations of a prompt, by lm-evaluation-harness's rule: prompt and continuation are
 * tokenized together, and the tokens after the prompt's count. Where every continuation is one token, one pass of the
 * prompt answers all, and what the prompts of a subject begin with, such as its examples, is passed once.
 */
public final class MultipleChoiceInference {

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final BooleanSupplier cancelled;
    private final NextTokens next;

    public MultipleChoiceInference(Decoder decoder, Tokenizer tokenizer, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.tokenizer = tokenizer;
        this.cancelled = cancelled;
        this.next = new NextTokens(decoder, cancelled);
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
        double[][] values(SharedPrefix prefix, List<Integer> prompts);
    }

    /**
     * What a form chooses by, for what is left of questions, in an order of its own: log-likelihoods of its
     * continuations, or the letters' logits.
     *
     * @param dev questions of any subjects, for examples
     * @param finished how many questions, from the first of that order on, are known
     */
    public void values(
            MultipleChoiceForm form,
            List<MultipleChoiceQuestion> questions,
            List<MultipleChoiceQuestion> dev,
            int finished,
            Listener listener) {
        List<String> prompts =
                questions.stream().map(question -> form.prompt(question, dev)).toList();
        List<String> subjects =
                questions.stream().map(MultipleChoiceQuestion::subject).toList();
        choose(form, prompts, subjects, finished, listener);
    }

    /** The values (prompt, option) of prompts without a subject: each is passed whole. */
    public double[][] values(MultipleChoiceForm form, List<String> prompts) {
        return all(prompts.size(), listener -> choose(form, prompts, eachItsOwn(prompts), 0, listener));
    }

    /** The values (prompt, option) of prompts, of which those of a subject may begin alike. */
    double[][] values(MultipleChoiceForm form, List<String> prompts, List<String> subjects) {
        return all(prompts.size(), listener -> choose(form, prompts, subjects, 0, listener));
    }

    /** Log-likelihoods (prompt, continuation), in nats. */
    public double[][] logLikelihoods(List<String> prompts, List<String> continuations) {
        return all(
                prompts.size(),
                listener ->
                        logLikelihoods(prompts, contexts(prompts), continuations, eachItsOwn(prompts), 0, listener));
    }

    private static List<String> eachItsOwn(List<String> prompts) {
        return IntStream.range(0, prompts.size()).mapToObj(Integer::toString).toList();
    }

    private static double[][] all(int prompts, Consumer<Listener> work) {
        var all = new double[prompts][];
        work.accept((indices, values) -> {
            for (int i = 0; i < values.size(); i++) {
                all[indices.get(i)] = values.get(i);
            }
        });
        return all;
    }

    private void choose(
            MultipleChoiceForm form, List<String> prompts, List<String> subjects, int finished, Listener listener) {
        List<int[]> contexts = contexts(prompts);
        if (form.readsLetters()) {
            int[][] letters = letters(prompts.size(), form.continuations());
            nextTokens(contexts, letters, Kernels::nextTokenLogits, subjects, finished, listener);
        } else {
            logLikelihoods(prompts, contexts, form.continuations(), subjects, finished, listener);
        }
    }

    private void logLikelihoods(
            List<String> prompts,
            List<int[]> contexts,
            List<String> continuations,
            List<String> subjects,
            int finished,
            Listener listener) {
        int[][] answers = singleTokens(prompts, contexts, continuations);
        if (answers != null) {
            nextTokens(contexts, answers, Kernels::nextTokenLogProbabilities, subjects, finished, listener);
            return;
        }
        List<Integer> all = IntStream.range(0, prompts.size()).boxed().toList();
        compute(
                contexts,
                List.of(PrefixGroup.whole(all)),
                (nothing, batch) -> tokenByToken(batch, prompts, contexts, continuations),
                finished,
                listener);
    }

    private void nextTokens(
            List<int[]> contexts,
            int[][] candidates,
            NextTokens.Kernel kernel,
            List<String> subjects,
            int finished,
            Listener listener) {
        compute(
                contexts,
                PrefixGroup.of(contexts, subjects),
                (prefix, batch) -> next.values(
                        prefix,
                        batch.stream().map(contexts::get).toList(),
                        batch.stream().map(i -> candidates[i]).toArray(int[][]::new),
                        kernel),
                finished,
                listener);
    }

    private void compute(
            List<int[]> contexts, List<PrefixGroup> groups, Computation computation, int finished, Listener listener) {
        int before = 0;
        for (PrefixGroup group : groups) {
            List<Integer> indices = group.indices();
            int known = Math.max(0, finished - before);
            before += indices.size();
            if (known >= indices.size()) {
                continue;
            }
            try (var prefix = new SharedPrefix(decoder, group.prefix())) {
                List<List<Integer>> batches =
                        next.batches(prefix, indices.stream().map(contexts::get).toList());
                for (LengthBatches.Batch batch : LengthBatches.after(known, batches)) {
                    List<double[]> values = Arrays.asList(computation.values(prefix, in(indices, batch.indices())));
                    listener.finished(in(indices, batch.missing()), values.subList(batch.finished(), values.size()));
                }
            }
        }
    }

    private static List<Integer> in(List<Integer> indices, List<Integer> places) {
        return places.stream().map(indices::get).toList();
    }

    private List<int[]> contexts(List<String> prompts) {
        List<int[]> contexts =
                prompts.stream().map(tokenizer::encodeWithSpecialTokens).toList();
        TokenLimits limits = TokenLimits.of(decoder.config());
        for (int i = 0; i < contexts.size(); i++) {
            limits.requireReadable("the prompt of question " + i, contexts.get(i));
        }
        return contexts;
    }

    /** The letters' tokens: the last one of each continuation, for every prompt. */
    private int[][] letters(int prompts, List<String> continuations) {
        int[] ofLetters = continuations.stream()
                .map(tokenizer::encodeWithSpecialTokens)
                .mapToInt(ids -> ids[ids.length - 1])
                .toArray();
        var letters = new int[prompts][];
        Arrays.fill(letters, ofLetters);
        return letters;
    }

    /** The one token of each continuation of each prompt; null where a continuation is not one token. */
    private int @Nullable [][] singleTokens(List<String> prompts, List<int[]> contexts, List<String> continuations) {
        var answers = new int[prompts.size()][];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = singleTokens(contexts.get(i), prompts.get(i), continuations);
            if (answers[i].length < continuations.size()) {
                return null;
            }
        }
        return answers;
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
