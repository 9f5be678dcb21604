package dev.lethe.leaderboard;

import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The leaderboard as plain text for a terminal. */
final class ConsoleTable {

    private static final List<String> HEADER =
            List.of("rank", "method", "model", "seed", "final", "aggregate", "MIA", "MMLU", "time", "");
    /** Columns of words, set flush left; the others hold numbers. */
    private static final List<Integer> LEFT = List.of(1, 2, 9);
    /** Longest text of a cell; a guess at what still fits a line. */
    private static final int WIDEST = 40;

    private final Leaderboard leaderboard;
    private final Ties ties;

    private ConsoleTable(Leaderboard leaderboard) {
        this.leaderboard = leaderboard;
        this.ties = leaderboard.ties();
    }

    static String text(Leaderboard leaderboard) {
        return new ConsoleTable(leaderboard).text();
    }

    private String text() {
        var text = new StringBuilder();
        for (Group group : leaderboard.groups()) {
            text.append('\n').append(table(group));
            for (Standing standing : group.unranked()) {
                text.append("  - ")
                        .append(plain(standing.record().name() + ", " + standing.status() + ": " + standing.unranked()))
                        .append('\n');
            }
        }
        for (String warning : leaderboard.warnings()) {
            text.append("  ! ").append(plain(warning)).append('\n');
        }
        return text.isEmpty() ? "\nNo trials yet.\n" : text.toString();
    }

    private String table(Group group) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEADER);
        group.standings().forEach(standing -> rows.add(row(standing)));
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append("  ").append(LEFT.contains(i) ? row.get(i) + padding : padding + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private List<String> row(Standing standing) {
        RunRecord record = standing.record();
        Scores scores = record.scores();
        Double seconds = record.timings().total();
        return List.of(
                place(standing),
                cell(record.method()),
                cell(record.model()),
                Long.toString(record.seed()),
                score(scores == null ? null : scores.finalScore()),
                score(scores == null ? null : scores.taskAggregate()),
                score(
                        scores == null || scores.mia() == null
                                ? null
                                : scores.mia().score()),
                score(
                        scores == null || scores.mmlu() == null
                                ? null
                                : scores.mmlu().average()),
                seconds == null ? "-" : String.format(Locale.ROOT, "%.1f s", seconds),
                marks(standing));
    }

    private String marks(Standing standing) {
        var marks = new ArrayList<String>();
        ties.of(standing).ifPresent(difference -> marks.add("tied with the best"));
        leaderboard.missedFloor(standing.record()).ifPresent(floor -> marks.add("below the utility floor"));
        return String.join(", ", marks);
    }

    private static String place(Standing standing) {
        if (standing.rank() != null) {
            return standing.rank().toString();
        }
        return standing.ordered() ? "*" : "-";
    }

    private static String score(@Nullable Double score) {
        return score == null ? "-" : String.format(Locale.ROOT, "%.3f", score);
    }

    private static String cell(String text) {
        String plain = plain(text);
        return plain.length() <= WIDEST ? plain : "..." + plain.substring(plain.length() - WIDEST + 3);
    }

    /** Names and reasons come from elsewhere: no control character of theirs reaches the terminal. */
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
    }
}
