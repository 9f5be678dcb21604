package dev.lethe.harness.trial;

import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.RunRecord;
import java.nio.file.Path;
import java.util.List;

/**
 * One (model, method, seed) from start to record. Every step is computed once and memoised, and reused from disk where
 * the trial's key says that it is the same. Steps throw {@link dev.lethe.data.UserException} for what a user can mend.
 */
public interface Trial extends AutoCloseable {

    /** The folder {@code <name>-<key8>} of this trial; known after {@link #unlearn()}, {@link #skip} and {@link #fail}. */
    Path folder();

    /** Takes the target model and unlearns all selected rows, or finds that done before. */
    void unlearn();

    /** Generates and scores the rows of one task: its up to four terms, forget before retain. */
    List<Term> evaluate(Task task);

    /**
     * Evaluates what is still missing, adds membership inference, multiple choice and aggregates, writes the record; then
     * runs the durability probes that were asked for and are not in it.
     */
    RunRecord complete();

    /** Records that this trial ended with {@code reason} where it did not complete; existing results stay. */
    void fail(Throwable reason);

    /** Records that this trial is not run, and why; nothing is loaded. */
    void skip(String reason);

    @Override
    void close();
}
