package dev.lethe.harness.token;

import java.util.Arrays;

/**
 * A text as token ids, with its prompt masked: only tokens from {@code answerStart} on are labels.
 *
 * @param id of the row, document or question that it comes from
 * @param ids prompt and answer (T)
 * @param answerStart the first token that counts in the loss, from 0 to T
 */
public record TokenizedExample(String id, int[] ids, int answerStart) {

    public TokenizedExample {
        ids = ids.clone();
        if (answerStart < 0 || answerStart > ids.length) {
            throw new IllegalArgumentException(
                    "answerStart is " + answerStart + "; expected 0 to " + ids.length + " in " + id);
        }
    }

    /** A copy of the ids. */
    @Override
    public int[] ids() {
        return ids.clone();
    }

    /** The id of one token. */
    public int id(int index) {
        return ids[index];
    }

    /** The number of tokens. */
    public int length() {
        return ids.length;
    }

    /** The tokens that are scored: those of the answer, never the first token of the text, which nothing predicts. */
    public int labelCount() {
        return ids.length - Math.min(ids.length, Math.max(1, answerStart));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenizedExample that
                && id.equals(that.id)
                && answerStart == that.answerStart
                && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * id.hashCode() + answerStart) + Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return "TokenizedExample[" + id + ", " + ids.length + " tokens, answer from " + answerStart + "]";
    }
}
