package dev.lethe.harness.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lethe.data.RowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model forgot the one thing, or merely stopped being a language model. Looks at the retain set and at the
 * multiple-choice answers only: silence on the forget set may be what was asked for. Stands beside the score and does
 * not change it. What could not be computed is absent (null).
 *
 * @param collapsed whether a sign of collapse was found
 * @param reasons the signs, whole sentences
 * @param repetition mean share of repeated four-word runs in the retain generations that are long enough, in [0, 1]
 * @param empty share of retain generations without a word, in [0, 1]
 * @param letters how often each option was chosen, by letter
 * @param retainPerplexity exp of the mean over retain rows of the mean NLL of the expected tokens, at least 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Collapse(
        boolean collapsed,
        List<String> reasons,
        @Nullable Double repetition,
        @Nullable Double empty,
        SortedMap<String, Integer> letters,
        @Nullable Double retainPerplexity) {

    /**
     * Half of all four-word runs are copies. Prose of a hundred words hardly repeats one; a model in a loop of up to
     * twenty words, given 256 tokens, repeats most.
     */
    static final double MOST_REPETITION = 0.5;

    /** Half of the retain rows get no word. The references have none that is empty. */
    static final double MOST_EMPTY = 0.5;

    /**
     * Four in five questions get one letter. In MMLU no letter is right for more than 28 % of the questions, and an
     * untrained model's bias to a letter stays below this only where it reads the question.
     */
    static final double MOST_OF_ONE_LETTER = 0.8;

    /** Fewer questions than this show no bias: of 20 fair answers, 16 alike have a chance below one in a million. */
    static final int FEWEST_QUESTIONS = 20;

    /**
     * As lost as among a thousand equally likely tokens at every position. Small models reach 20 to 60 on English that
     * they never saw, and near 1 on text that they know. A guess at a round number far above both.
     */
    static final double MOST_PERPLEXITY = 1000;

    private static final int RUN = 4;

    /** Shorter generations cannot be told to loop. */
    private static final int FEWEST_WORDS = 20;

    public Collapse {
        reasons = List.copyOf(reasons);
    }

    /**
     * Looks for signs of collapse.
     *
     * @param retainNlls mean NLL of the expected tokens of each retain row, in nats; none where they are not known
     */
    public static Collapse of(ResultRows result, double... retainNlls) {
        List<List<String>> generations = result.rows().stream()
                .filter(row -> row.set() == RowSet.RETAIN)
                .map(row -> words(row.generated()))
                .toList();
        Double repetition = orNull(generations.stream()
                .filter(words -> words.size() >= FEWEST_WORDS)
                .mapToDouble(Collapse::repetition)
                .average());
        Double empty = orNull(generations.stream()
                .mapToDouble(words -> words.isEmpty() ? 1 : 0)
                .average());
        SortedMap<String, Integer> letters = letters(result.questions());
        OptionalDouble nll = DoubleStream.of(retainNlls).average();
        Double perplexity = nll.isPresent() ? Double.valueOf(Math.exp(nll.getAsDouble())) : null;

        var reasons = new ArrayList<String>();
        sign(reasons, repetition, MOST_REPETITION, "The generations on the retain set loop: repetition");
        sign(reasons, empty, MOST_EMPTY, "The generations on the retain set are empty: share");
        sign(reasons, perplexity, MOST_PERPLEXITY, "The retain set is lost: perplexity");
        int chosen = letters.values().stream().mapToInt(Integer::intValue).sum();
        if (chosen >= FEWEST_QUESTIONS) {
            letters.forEach((letter, count) -> sign(
                    reasons,
                    (double) count / chosen,
                    MOST_OF_ONE_LETTER,
                    "Multiple-choice questions are answered by one letter, " + letter + ": share"));
        }
        return new Collapse(!reasons.isEmpty(), reasons, repetition, empty, letters, perplexity);
    }

    private static void sign(List<String> reasons, @Nullable Double value, double most, String what) {
        if (value != null && value >= most) {
            reasons.add(String.format(Locale.ROOT, "%s %.2f, at least %s.", what, value, most));
        }
    }

    /** The words of a generation; one that was empty reads {@code nan} as the official script sees it. */
    private static List<String> words(String generated) {
        return MissingValues.isMissing(generated)
                ? List.of()
                : Arrays.stream(generated.strip().split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    /** Share of the runs of four words that stood before in the same text. */
    private static double repetition(List<String> words) {
        var seen = new HashSet<List<String>>();
        int runs = words.size() - RUN + 1;
        for (int i = 0; i < runs; i++) {
            seen.add(words.subList(i, i + RUN));
        }
        return 1 - (double) seen.size() / runs;
    }

    private static SortedMap<String, Integer> letters(List<AnsweredQuestion> questions) {
        var letters = new TreeMap<String, Integer>();
        questions.stream()
                .filter(question -> question.predicted() != AnsweredQuestion.NONE)
                .forEach(question -> letters.merge(
                        "ABCD".substring(question.predicted(), question.predicted() + 1), 1, Integer::sum));
        return letters;
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
