package dev.lethe.methods;

import dev.lethe.data.Probe;
import dev.lethe.data.Row;
import dev.lethe.harness.evaluation.Rouge;
import dev.lethe.harness.generation.Sampling;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers to the forget prompts that are wrong step by step, from the model itself: at each level it is asked for an
 * alternative to its answer of the level before, at first to the true one. An alternative is taken if it is further from
 * the true answer in ROUGE-L (or shares nothing with it) and gives none of its values away; else the model is asked again,
 * and at last the answer of a retain row stands in.
 *
 * <p>The protocol is ours: GNM's abstract only says that the model is prompted repeatedly, its code reads a finished file.
 *
 * @param levels number of alternatives for each row
 * @param maxNewTokens length of an alternative, at most
 * @param temperature of all but the first question of the first level, which is answered greedily
 * @param retries how often the model is asked again, at each level
 */
record GradualNegatives(int levels, int maxNewTokens, double temperature, int retries) {

    private static final Logger LOG = LoggerFactory.getLogger(GradualNegatives.class);

    /** What is in a word that an answer must not give away. */
    private static final Pattern VALUE = Pattern.compile("[0-9@]");

    /** What lies between two words. */
    private static final Pattern AROUND = Pattern.compile("[^\\p{L}\\p{N}]*(\\s+[^\\p{L}\\p{N}]*|^|$)");

    /** The forget prompts with their negatives, level by level. */
    List<TokenizedExample> of(Unlearning run, List<TokenizedExample> forget) {
        List<Row> rows = forget.stream().map(run::row).toList();
        var standIns = new RetainAnswers(run);
        Random random = run.random("negatives");
        var negatives = new ArrayList<TokenizedExample>();
        List<String> answers = rows.stream().map(Row::output).toList();
        for (int level = 1; level <= levels && !rows.isEmpty(); level++) {
            @Nullable String[] further = further(run, rows, answers, level, random);
            LOG.info(
                    "negatives of level {}/{}: {} of {} from the model, the others from retain rows",
                    level,
                    levels,
                    Arrays.stream(further).filter(Objects::nonNull).count(),
                    rows.size());
            answers = IntStream.range(0, further.length)
                    .mapToObj(i -> Objects.requireNonNullElseGet(further[i], () -> standIns.drawFor(rows.get(i))))
                    .toList();
            for (int i = 0; i < rows.size(); i++) {
                negatives.add(run.answered(forget.get(i), answers.get(i), EosPolicy.APPEND));
            }
        }
        return negatives;
    }

    /** Alternatives that were taken; null where none was. */
    private @Nullable String[] further(Unlearning run, List<Row> rows, List<String> answers, int level, Random random) {
        var taken = new @Nullable String[rows.size()];
        for (int attempt = 0; attempt <= retries; attempt++) {
            int[] open = IntStream.range(0, taken.length)
                    .filter(i -> taken[i] == null)
                    .toArray();
            List<String> questions = IntStream.of(open)
                    .mapToObj(i -> AlternativePrompt.of(rows.get(i).input(), answers.get(i)))
                    .toList();
            Sampling sampling = level == 1 && attempt == 0 ? Sampling.greedy() : new Sampling(temperature, random);
            List<String> replies = run.continuations(questions, maxNewTokens, sampling);
            for (int k = 0; k < open.length; k++) {
                int i = open[k];
                String reply = AlternativePrompt.answerIn(replies.get(k));
                if (isFurther(reply, answers.get(i), rows.get(i).output()) && !reveals(reply, rows.get(i))) {
                    taken[i] = reply;
                }
            }
        }
        return taken;
    }

    /** Whether a reply that is not blank is less like the true answer than the answer before it. */
    static boolean isFurther(String reply, String before, String truth) {
        double likeness = likeness(reply, truth);
        return !reply.isBlank() && (likeness == 0 || likeness < likeness(before, truth));
    }

    private static double likeness(String answer, String truth) {
        return Rouge.of(truth, answer).rougeL().recall();
    }

    /** Whether a reply contains the whole answer to a question, or a word of the answer with a digit or an at sign. */
    static boolean reveals(String reply, Row row) {
        List<String> said = words(reply);
        List<String> truth = words(row.output());
        return row.probe() == Probe.QUESTION_ANSWER && Collections.indexOfSubList(said, truth) >= 0
                || truth.stream().anyMatch(word -> VALUE.matcher(word).find() && said.contains(word));
    }

    /** In lower case, without punctuation around them. */
    private static List<String> words(String text) {
        return AROUND.splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
