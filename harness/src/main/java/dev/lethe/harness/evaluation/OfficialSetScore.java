package dev.lethe.harness.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The means over one set, in [0, 1], higher means more remembered; NaN is the mean of no rows.
 *
 * @param regurgitation mean ROUGE-L recall of all sentence completions
 * @param knowledge mean exact match of all questions
 * @param tasks the means of each task, by name; in the order of pandas, which reads numbers as numbers
 */
public record OfficialSetScore(
        @JsonProperty("overall-regurgitation-score") double regurgitation,
        @JsonProperty("overall-knowledge-score") double knowledge,
        SortedMap<String, TaskScore> tasks) {

    /**
     * The means over one task of a set.
     *
     * @param regurgitation mean ROUGE-L recall of its sentence completions
     * @param knowledge mean exact match of its questions
     */
    public record TaskScore(
            @JsonProperty("regurgitation-score") double regurgitation,
            @JsonProperty("knowledge-score") double knowledge) {

        static TaskScore of(List<ScoredRow> rows) {
            return new TaskScore(
                    Means.arithmetic(rows.stream().map(ScoredRow::regurgitation)),
                    Means.arithmetic(rows.stream().map(ScoredRow::knowledge)));
        }
    }

    public OfficialSetScore {
        tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
    }

    @Override
    @JsonAnyGetter
    public SortedMap<String, TaskScore> tasks() {
        return tasks;
    }

    static OfficialSetScore of(List<ScoredRow> rows) {
        SortedMap<String, List<ScoredRow>> byTask = new TreeMap<>(order(rows));
        for (ScoredRow row : rows) {
            String task = row.row().task();
            if (task != null) {
                byTask.computeIfAbsent(task, name -> new ArrayList<>()).add(row);
            }
        }
        SortedMap<String, TaskScore> tasks = new TreeMap<>(byTask.comparator());
        byTask.forEach((task, itsRows) -> tasks.put(task, TaskScore.of(itsRows)));
        return new OfficialSetScore(
                Means.arithmetic(rows.stream().map(ScoredRow::regurgitation)),
                Means.arithmetic(rows.stream().map(ScoredRow::knowledge)),
                tasks);
    }

    /** By number where all names of a column are numbers, as its type then is. */
    private static Comparator<String> order(List<ScoredRow> rows) {
        boolean numbers = rows.stream()
                .map(row -> row.row().task())
                .filter(Objects::nonNull)
                .allMatch(task -> PandasNumbers.real(task).isPresent());
        Comparator<String> byText = Comparator.naturalOrder();
        return numbers
                ? Comparator.<String>comparingDouble(
                                task -> PandasNumbers.real(task).orElse(Double.NaN))
                        .thenComparing(byText)
                : byText;
    }

    /** Regurgitation and knowledge of each task, in their order. */
    Stream<Double> means() {
        return tasks.values().stream().flatMap(task -> Stream.of(task.regurgitation(), task.knowledge()));
    }
}
