package dev.lethe.harness.evaluation;

import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one task and set, sorted by key, with the sums that their terms are means of.
 *
 * @param keys the documents' keys
 * @param sums sum of the scores of each probe (first index) over a document's rows (second index)
 * @param counts number of those rows
 */
record TermDocuments(Task task, RowSet set, List<String> keys, double[][] sums, int[][] counts) {

    private static final Pattern ID = Pattern.compile("(.+)(sc|qa)\\d+", Pattern.DOTALL);

    static TermDocuments of(List<ScoredRow> rows, Task task, RowSet set) {
        TreeMap<String, List<ScoredRow>> documents = new TreeMap<>();
        for (ScoredRow row : rows) {
            if (row.row().set() == set && task.label().equals(row.row().task())) {
                documents
                        .computeIfAbsent(key(row.row().id()), key -> new ArrayList<>())
                        .add(row);
            }
        }
        int probes = Probe.values().length;
        double[][] sums = new double[probes][documents.size()];
        int[][] counts = new int[probes][documents.size()];
        int document = 0;
        for (List<ScoredRow> its : documents.values()) {
            for (ScoredRow row : its) {
                for (Probe probe : Probe.values()) {
                    Double score = score(row, probe);
                    if (score != null) {
                        sums[probe.ordinal()][document] += score;
                        counts[probe.ordinal()][document]++;
                    }
                }
            }
            document++;
        }
        return new TermDocuments(task, set, List.copyOf(documents.keySet()), sums, counts);
    }

    /** The key of the document that a row's id names; the id itself where it has another form. */
    static String key(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() ? matcher.group(1) : id;
    }

    /** The name of the mean over both probes: {@code Task1.forget}. */
    String name() {
        return task.label() + "." + set.label();
    }

    int size() {
        return keys.size();
    }

    /** The mean of a probe's scores where each document counts {@code times}; NaN where there are none. */
    double mean(Probe probe, int[] times) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < times.length; i++) {
            sum += times[i] * sums[probe.ordinal()][i];
            count += times[i] * counts[probe.ordinal()][i];
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    private static @Nullable Double score(ScoredRow row, Probe probe) {
        return switch (probe) {
            case SENTENCE_COMPLETION -> row.regurgitation();
            case QUESTION_ANSWER -> row.knowledge();
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TermDocuments that
                && task == that.task
                && set == that.set
                && keys.equals(that.keys)
                && Arrays.deepEquals(sums, that.sums)
                && Arrays.deepEquals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * keys.hashCode() + Arrays.deepHashCode(sums);
    }

    @Override
    public String toString() {
        return "TermDocuments[" + task + ", " + set + ", " + keys.size() + " documents]";
    }
}
