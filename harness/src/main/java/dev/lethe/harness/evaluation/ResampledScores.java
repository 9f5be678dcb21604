package dev.lethe.harness.evaluation;

import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The scores of one result where each document counts a given number of times. Documents stand in strata; within one
 * they are exchangeable. In the order of the strata: the documents of each task and set, the members that are none of
 * them, the nonmembers, the questions.
 */
final class ResampledScores {

    private static final List<String> HEADLINE = List.of(
            Metric.FINAL.metricName(),
            Metric.TASK_AGGREGATE.metricName(),
            Metric.MIA_AUC.metricName(),
            Metric.MIA_SCORE.metricName(),
            Metric.MMLU.metricName());

    private final List<TermDocuments> tasks = new ArrayList<>();
    private final MembershipDocuments membership;
    private final List<AnsweredQuestion> questions;
    /** The group whose accuracy each question counts to: its subject, or one group for all. */
    private final int[] groups;

    private final int groupCount;

    private ResampledScores(ResultRows result) {
        List<ScoredRow> rows = result.rows().stream().map(ScoredRow::of).toList();
        for (Task task : Task.values()) {
            for (RowSet set : RowSet.values()) {
                tasks.add(TermDocuments.of(rows, task, set));
            }
        }
        membership = MembershipDocuments.of(result.documents(), tasks.get(stratum(Task.TASK3, RowSet.FORGET)));
        questions = result.questions();
        List<String> subjects =
                questions.stream().map(AnsweredQuestion::subject).distinct().toList();
        groups = questions.stream()
                .mapToInt(question -> result.perSubject() ? subjects.indexOf(question.subject()) : 0)
                .toArray();
        groupCount = result.perSubject() ? subjects.size() : 1;
    }

    static ResampledScores of(ResultRows result) {
        return new ResampledScores(result);
    }

    /** The names of {@link #scores}, in their order. */
    List<String> names() {
        List<String> names = new ArrayList<>(HEADLINE);
        for (TermDocuments documents : tasks) {
            for (Probe probe : Probe.values()) {
                names.add(documents.name() + "." + probe.score());
            }
        }
        tasks.forEach(documents -> names.add(documents.name()));
        return names;
    }

    /** Whether both are of the same documents and questions. */
    boolean isPairedWith(ResampledScores other) {
        return keys(tasks).equals(keys(other.tasks))
                && membership.ids().equals(other.membership.ids())
                && asked(questions).equals(asked(other.questions));
    }

    /** Every document once. */
    int[][] once() {
        int[][] counts = new int[tasks.size() + 3][];
        int[] sizes = sizes();
        for (int s = 0; s < sizes.length; s++) {
            counts[s] = new int[sizes[s]];
            Arrays.fill(counts[s], 1);
        }
        return counts;
    }

    /** As many documents of each stratum as it has, drawn with replacement. */
    int[][] drawn(SplittableRandom random) {
        int[] sizes = sizes();
        int[][] counts = new int[sizes.length][];
        for (int s = 0; s < sizes.length; s++) {
            counts[s] = new int[sizes[s]];
            for (int i = 0; i < sizes[s]; i++) {
                counts[s][random.nextInt(sizes[s])]++;
            }
        }
        return counts;
    }

    /** The scores, by {@link #names}; NaN where one cannot be computed. */
    double[] scores(int[][] counts) {
        List<Double> means = new ArrayList<>();
        List<Double> terms = new ArrayList<>();
        List<Double> overProbes = new ArrayList<>();
        for (int s = 0; s < tasks.size(); s++) {
            for (Probe probe : Probe.values()) {
                double mean = tasks.get(s).mean(probe, counts[s]);
                means.add(mean);
                terms.add(tasks.get(s).set() == RowSet.FORGET ? 1 - mean : mean);
            }
            overProbes.add(means.subList(means.size() - Probe.values().length, means.size()).stream()
                    .mapToDouble(Double::doubleValue)
                    .filter(Double::isFinite)
                    .average()
                    .orElse(Double.NaN));
        }
        boolean whole = tasks.stream().allMatch(documents -> documents.size() > 0);
        double aggregate = whole ? Means.harmonic(terms) : Double.NaN;
        int next = tasks.size();
        double auc = membership.auc(counts[stratum(Task.TASK3, RowSet.FORGET)], counts[next], counts[next + 1]);
        double mia = MiaScore.of(auc).score();
        double mmlu = mmlu(counts[next + 2]);
        return DoubleStream.concat(
                        DoubleStream.of((aggregate + mia + mmlu) / 3, aggregate, auc, mia, mmlu),
                        Stream.concat(means.stream(), overProbes.stream()).mapToDouble(Double::doubleValue))
                .toArray();
    }

    /** The share of right answers, over questions or over subjects; NaN where the average alone is known. */
    private double mmlu(int[] counts) {
        double[] right = new double[groupCount];
        double[] asked = new double[groupCount];
        for (int i = 0; i < counts.length; i++) {
            right[groups[i]] += questions.get(i).isCorrect() ? counts[i] : 0;
            asked[groups[i]] += counts[i];
        }
        return IntStream.range(0, groupCount)
                .filter(group -> asked[group] > 0)
                .mapToDouble(group -> right[group] / asked[group])
                .average()
                .orElse(Double.NaN);
    }

    private int[] sizes() {
        int[] sizes = new int[tasks.size() + 3];
        Arrays.setAll(sizes, s -> s < tasks.size() ? tasks.get(s).size() : 0);
        sizes[tasks.size()] = membership.unmatched().size();
        sizes[tasks.size() + 1] = membership.nonmembers().size();
        sizes[tasks.size() + 2] = questions.size();
        return sizes;
    }

    private static int stratum(Task task, RowSet set) {
        return task.ordinal() * RowSet.values().length + set.ordinal();
    }

    private static List<List<String>> keys(List<TermDocuments> tasks) {
        return tasks.stream().map(TermDocuments::keys).toList();
    }

    private static List<String> asked(List<AnsweredQuestion> questions) {
        return questions.stream()
                .map(question -> question.subject() + " " + question.answer())
                .toList();
    }
}
