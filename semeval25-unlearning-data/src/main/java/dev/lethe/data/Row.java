package dev.lethe.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the LUME format.
 *
 * @param id document key, probe code and number, for example {@code 59716187sc1}; the code is read from the end
 * @param input the prompt
 * @param output the expected continuation or answer
 * @param task the task of the row
 */
public record Row(String id, String input, String output, Task task) {

    private static final Pattern ID = Pattern.compile("(.*)(sc|qa)(\\d+)", Pattern.DOTALL);

    public Row {
        if (!ID.matcher(id).matches()) {
            throw UserException.data("id \"" + id + "\" does not end in sc<number> or qa<number>");
        }
    }

    /** The probe, read from the id. */
    public Probe probe() {
        return match().group(2).equals("sc") ? Probe.SENTENCE_COMPLETION : Probe.QUESTION_ANSWER;
    }

    /** The key of the document that this row and its siblings come from. */
    public String documentKey() {
        return match().group(1);
    }

    /** The full text: input, one space, output. */
    public String text() {
        return input + " " + output;
    }

    private Matcher match() {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw new IllegalStateException(id);
        }
        return matcher;
    }
}
