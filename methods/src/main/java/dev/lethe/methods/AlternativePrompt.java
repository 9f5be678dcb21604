package dev.lethe.methods;

import java.util.Locale;

/** How the model is asked for another answer than the one it knows. The words are ours; no source publishes its own. */
final class AlternativePrompt {

    private static final String PROMPT =
            """
            Prompt: %s
            Answer: %s
            Write another answer to the same prompt. Keep its form and its length, and change names, dates, numbers and \
            other facts.
            Another answer:""";

    private AlternativePrompt() {}

    /** Asks for an alternative to one answer. */
    static String of(String prompt, String answer) {
        return String.format(Locale.ROOT, PROMPT, prompt, answer);
    }

    /** The answer in what the model went on with: its first paragraph, which may be blank. */
    static String answerIn(String continuation) {
        return continuation.strip().split("\\R\\s*\\R|\\RPrompt:", 2)[0].strip();
    }
}
