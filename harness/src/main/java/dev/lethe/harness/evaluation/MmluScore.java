package dev.lethe.harness.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The multiple-choice result; higher is better.
 *
 * @param average the headline accuracy, in [0, 1]: over all questions in lm-eval's form (its group {@code mmlu} weighs
 *     subjects by size), the mean over subjects in the form of AILS-NTUA
 * @param subjects accuracy of each subject, in [0, 1]
 */
public record MmluScore(double average, SortedMap<String, Double> subjects) {

    /** What rounding may take from an accuracy, or from a share of one; a question counts for more, at least 1e-5. */
    private static final double ROUNDING = 1e-9;

    public MmluScore {
        subjects = Collections.unmodifiableSortedMap(new TreeMap<>(subjects));
    }

    /** Every question counts alike; empty without questions. */
    public static Optional<MmluScore> bySize(List<AnsweredQuestion> questions) {
        return questions.isEmpty()
                ? Optional.empty()
                : Optional.of(new MmluScore(accuracy(questions), accuracies(questions)));
    }

    /** Every subject counts alike; empty without questions. */
    public static Optional<MmluScore> bySubject(List<AnsweredQuestion> questions) {
        return bySize(questions).map(score -> new MmluScore(score.subjectMean(), score.subjects()));
    }

    /** Whether an accuracy, or a share of one, is at least a floor, rounding aside; both in [0, 1]. */
    public static boolean reaches(double accuracy, double floor) {
        return accuracy >= floor - ROUNDING;
    }

    /** The mean accuracy over subjects, in [0, 1]. */
    @JsonIgnore
    public double subjectMean() {
        return Means.arithmetic(subjects.values().stream());
    }

    private static SortedMap<String, Double> accuracies(List<AnsweredQuestion> questions) {
        return questions.stream()
                .collect(Collectors.groupingBy(
                        AnsweredQuestion::subject,
                        TreeMap::new,
                        Collectors.collectingAndThen(Collectors.toList(), MmluScore::accuracy)));
    }

    private static double accuracy(List<AnsweredQuestion> questions) {
        return (double) questions.stream().filter(AnsweredQuestion::isCorrect).count() / questions.size();
    }
}
