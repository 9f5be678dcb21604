package dev.lethe.leaderboard;

import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of the leaderboard.
 *
 * @param record the trial
 * @param rank place in its group from 1, equal for equal final scores; absent for sentinels and unranked trials
 * @param sentinel which sentinel it is, absent for an algorithm
 * @param unranked why it takes no part in the order, absent where it does
 */
public record Standing(
        RunRecord record, @Nullable Integer rank, @Nullable Sentinel sentinel, @Nullable String unranked) {

    static Standing of(RunRecord record) {
        return new Standing(
                record,
                null,
                Sentinel.of(record.method()).orElse(null),
                obstacle(record).orElse(null));
    }

    Standing withRank(int rank) {
        return new Standing(record, rank, sentinel, unranked);
    }

    /** Whether it has a place in the order: it is complete and has a final score. */
    public boolean ordered() {
        return unranked == null;
    }

    /** Its status in a word: {@code partial} where it completed less than everything. */
    public String status() {
        return record.partial() && record.status() == RunStatus.COMPLETED
                ? "partial"
                : record.status().label();
    }

    /** Whether there is any score to show. */
    public boolean scored() {
        Scores scores = record.scores();
        return scores != null
                && (scores.taskAggregate() != null
                        || scores.mia() != null
                        || scores.mmlu() != null
                        || !scores.terms().isEmpty());
    }

    /** The terms that scored 0 and so made the task aggregate 0. */
    public List<Term> zeroed() {
        Scores scores = record.scores();
        return scores == null
                ? List.of()
                : scores.terms().stream().filter(term -> term.score() == 0).toList();
    }

    /** The final score of an ordered row. */
    double finalScore() {
        Scores scores = record.scores();
        if (scores == null || scores.finalScore() == null) {
            throw new IllegalStateException(record.name() + " has no final score");
        }
        return scores.finalScore();
    }

    private static Optional<String> obstacle(RunRecord record) {
        return switch (record.status()) {
            case RUNNING -> Optional.of("Still running, or killed: the same command resumes it.");
            case FAILED, SKIPPED -> Optional.of(reasonOr(record, "No reason was recorded."));
            case COMPLETED -> record.partial()
                    ? Optional.of(reasonOr(record, "Fewer than 12 terms, or a limit."))
                    : record.scores() == null || record.scores().finalScore() == null
                            ? Optional.of(reasonOr(record, "It has no final score."))
                            : Optional.empty();
        };
    }

    private static String reasonOr(RunRecord record, String otherwise) {
        return record.reason() == null ? otherwise : record.reason();
    }
}
