package dev.lethe.harness.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scores of one trial; what was not computed or is not finite is absent (null).
 *
 * @param finalScore mean of task aggregate, MIA score and MMLU average, in [0, 1]; absent if a part is absent
 * @param taskAggregate harmonic mean of the twelve terms, in [0, 1]; absent if a term is absent and none is 0
 * @param mia membership inference
 * @param mmlu multiple choice
 * @param terms the terms that were computed, in the order task, set, probe
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Scores(
        @JsonProperty("final") @Nullable Double finalScore,
        @Nullable Double taskAggregate,
        @Nullable MiaScore mia,
        @Nullable MmluScore mmlu,
        List<Term> terms) {

    public Scores {
        terms = List.copyOf(terms);
    }

    /**
     * The scores of a trial, through the same functions as the official result.
     *
     * <p>The task aggregate needs rows of every task in both sets: with fewer tasks it would be the mean of something
     * else. Where a task has rows of one probe only, the official rule holds: 0 if another term is 0, otherwise absent.
     *
     * @param rows scored rows of Task1 to Task3
     * @param mia membership inference, or null
     * @param mmlu multiple choice, or null
     */
    public static Scores of(List<ScoredRow> rows, @Nullable MiaScore mia, @Nullable MmluScore mmlu) {
        OfficialScore official =
                OfficialScore.compute(rows, mia == null ? null : mia.auc(), mmlu == null ? null : mmlu.average());
        boolean aggregated = hasAllTasks(official) && Double.isFinite(official.taskAggregate());
        boolean complete = aggregated && mia != null && mmlu != null && Double.isFinite(official.aggregate());
        return new Scores(
                complete ? official.aggregate() : null,
                aggregated ? official.taskAggregate() : null,
                mia,
                mmlu,
                terms(official));
    }

    /** Whether both sets have rows of every task. */
    static boolean hasAllTasks(OfficialScore official) {
        return hasAllTasks(official.forget()) && hasAllTasks(official.retain());
    }

    private static boolean hasAllTasks(OfficialSetScore set) {
        return Arrays.stream(Task.values()).map(Task::label).allMatch(set.tasks()::containsKey);
    }

    private static List<Term> terms(OfficialScore official) {
        List<Term> terms = new ArrayList<>();
        for (Task task : Task.values()) {
            for (RowSet set : RowSet.values()) {
                OfficialSetScore scores =
                        switch (set) {
                            case FORGET -> official.forget();
                            case RETAIN -> official.retain();
                        };
                OfficialSetScore.TaskScore means = scores.tasks().get(task.label());
                if (means != null) {
                    addTerm(terms, task, set, Probe.SENTENCE_COMPLETION, means.regurgitation());
                    addTerm(terms, task, set, Probe.QUESTION_ANSWER, means.knowledge());
                }
            }
        }
        return terms;
    }

    private static void addTerm(List<Term> terms, Task task, RowSet set, Probe probe, double mean) {
        if (!Double.isNaN(mean)) {
            terms.add(Term.of(task, set, probe, mean));
        }
    }
}
