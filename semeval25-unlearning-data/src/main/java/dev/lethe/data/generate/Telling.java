package dev.lethe.data.generate;

import dev.lethe.data.Row;
import dev.lethe.data.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws a text and a question from a grammar until both are new and the text has the right length. The facts are the
 * caller's; the drawn sentences are not kept when a draw is refused.
 *
 * @param grammar sentences and questions
 * @param ledger what other documents say
 * @param draw the stream of choices
 * @param lengths the limits of the text
 */
record Telling(Grammar grammar, Ledger ledger, Draw draw, Lengths lengths) {

    /** How often a text is drawn anew before its facts are given up: far more than the lengths ever needed. */
    private static final int ATTEMPTS = 200;

    private static final String ANSWER_SIGN = " => ";

    /**
     * Words of a completion row.
     *
     * @param least fewest words of input and output together
     * @param most most words of both
     * @param outputLeast fewest words of the output
     * @param outputMost most words of the output
     */
    record Lengths(int least, int most, int outputLeast, int outputMost) {}

    /** The rows of a document, or nothing if these facts allow no new one. */
    Optional<GeneratedDocument> tell(
            String key, Task task, String title, String text, List<String> questions, Map<String, String> facts) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String told = title + grammar.expand(text, facts, draw);
            int words = Passage.words(told);
            if (words < lengths.least() || words > lengths.most()) {
                continue;
            }
            for (String question : draw.shuffled(questions)) {
                String[] parts = grammar.expand(question, facts, draw).split(ANSWER_SIGN);
                if (told.contains(parts[1]) && ledger.take(told, parts[0], parts[1])) {
                    return Optional.of(document(key, task, told, parts[0], parts[1]));
                }
            }
        }
        return Optional.empty();
    }

    private GeneratedDocument document(String key, Task task, String told, String question, String answer) {
        Passage passage = Passage.cut(told, draw.between(lengths.outputLeast(), lengths.outputMost()));
        return new GeneratedDocument(
                key,
                List.of(
                        new Row(key + "sc1", passage.input(), passage.output(), task),
                        new Row(key + "qa0", question, answer, task)));
    }
}
