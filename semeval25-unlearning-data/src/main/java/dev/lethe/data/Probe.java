package dev.lethe.data;

/** How a row asks for what was memorized. */
public enum Probe {
    /** Sentence completion ({@code sc}): scored as regurgitation. */
    SENTENCE_COMPLETION("sc", "regurgitation"),
    /** Question and answer ({@code qa}): scored as knowledge. */
    QUESTION_ANSWER("qa", "knowledge");

    private final String code;
    private final String score;

    Probe(String code, String score) {
        this.code = code;
        this.score = score;
    }

    /** The two letters in a row's id. */
    public String code() {
        return code;
    }

    /** The name of the score of such rows in records: {@code regurgitation} or {@code knowledge}. */
    public String score() {
        return score;
    }
}
