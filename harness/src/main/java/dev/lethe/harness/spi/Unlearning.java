package dev.lethe.harness.spi;

import dev.lethe.data.Row;
import dev.lethe.harness.generation.Sampling;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.FisherInitialization;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.StepRule;
import dev.lethe.harness.training.TrainedWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * The context of one run of a method: its rows, the model to change, its randomness. What a method did not declare in
 * {@link UnlearningMethod#needs()} is refused with an {@link IllegalStateException}.
 */
public interface Unlearning {

    /** The rows to forget, tokenized as {@code input + " " + output}, in file order. */
    List<TokenizedExample> forget(EosPolicy eos);

    /** The rows to keep, likewise. Needs {@link Capability#RETAIN_SET}. */
    List<TokenizedExample> retain(EosPolicy eos);

    /**
     * The prompt of a row that {@link #forget} or {@link #retain} gave, with another answer.
     *
     * @param row as it was given
     * @param answer not blank
     */
    TokenizedExample answered(TokenizedExample row, String answer, EosPolicy eos);

    /** The row that {@link #forget} or {@link #retain} gave as this. */
    Row row(TokenizedExample given);

    /**
     * What the model, as it is now, goes on with after each prompt, tokenized as evaluation does: until the end of text or
     * {@code maxNewTokens}, without special tokens. Needs {@link Capability#GENERATION}.
     *
     * @param prompts none of them empty
     */
    List<String> continuations(List<String> prompts, int maxNewTokens, Sampling sampling);

    /** The random stream of a concern ({@code "shuffle"}, {@code "retain draw"}), derived from the trial's seed. */
    Random random(String concern);

    /** Trains a phase from a fresh optimizer state; the weights carry over to the next. */
    void train(Phase phase);

    /** Trains a phase whose steps the method composes itself; see {@link Phase#composed}. */
    void train(Phase phase, StepRule rule);

    /** Starts the adapter where the forget rows matter; before the first phase. Needs {@link Capability#ADAPTER}. */
    void initialize(FisherInitialization initialization);

    /** The trained tensors as a whole, to keep, multiply or merge between phases. */
    TrainedWeights trainedWeights();

    /**
     * Replaces the model by one trained from scratch on the retain rows alone, by the recipe of the embedded target.
     * Needs {@link Capability#TARGET_RECIPE}.
     */
    void retrainOnRetain();

    /** Replaces the model by weights on disk: a checkpoint folder, or an adapter for this model. Relative to the user's folder. */
    void replaceModel(Path folder);
}
