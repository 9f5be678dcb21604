package dev.lethe.harness.model;

import dev.lethe.data.UserException;
import dev.lethe.harness.token.TokenizedExample;
import java.util.Comparator;

/**
 * What a model can read: as many positions as it has learned, ids that its embedding has. Beyond either, libtorch's index is
 * out of range, for the organisers' script as for Lethe: an error that names no row, and on CUDA leaves the device unusable.
 *
 * @param positions of a text, at most; as many as there are numbers where positions are computed
 * @param vocabulary rows of the embedding
 */
public record TokenLimits(int positions, int vocabulary) {

    public static TokenLimits of(DecoderConfig config) {
        int learned = config.learnedPositions();
        return new TokenLimits(learned == 0 ? Integer.MAX_VALUE : learned, config.vocabSize());
    }

    /** How many of {@code wanted} new tokens there is room for after a prompt; the last one is not read. */
    public int newTokens(int promptLength, int wanted) {
        return (int) Math.min(wanted, positions - promptLength + 1L);
    }

    /**
     * Refuses tokens that cannot all be read.
     *
     * @param what names them in the message: {@code row 3sc1}
     */
    public void requireReadable(String what, int... ids) {
        requirePositions(what, ids.length, ids.length);
        requireKnown(what, ids);
    }

    /** Refuses a text that cannot be scored: its last token is predicted, not read. */
    public void requireScorable(TokenizedExample text) {
        requirePositions(name(text), text.length(), text.length() - 1);
        requireKnown(text);
    }

    /** Refuses ids that the model does not know. */
    public void requireKnown(String what, int... ids) {
        for (int id : ids) {
            requireKnown(what, id);
        }
    }

    /** Refuses rows that cannot be read after a number of tokens. */
    void require(PaddedRows rows, int before) {
        if ((long) before + rows.length() > positions) {
            TokenizedExample longest = rows.rows().stream()
                    .max(Comparator.comparingInt(TokenizedExample::length))
                    .orElseThrow();
            requirePositions(name(longest), before + longest.length(), before + rows.length());
        }
        rows.rows().forEach(this::requireKnown);
    }

    private static String name(TokenizedExample text) {
        return "\"" + text.id() + "\"";
    }

    private void requirePositions(String what, int tokens, int taken) {
        if (taken > positions) {
            throw UserException.data(what + " has " + tokens + " tokens and takes " + taken + " positions"
                    + (taken > tokens ? " with its padding" : "") + "; this model has learned " + positions
                    + " (max_position_embeddings in its config.json). Shorten the text, leave it out of the data or of"
                    + " -Drows=, or take a model whose positions are computed: OLMo, Llama or Phi.");
        }
    }

    private void requireKnown(TokenizedExample text) {
        for (int t = 0; t < text.length(); t++) {
            requireKnown(name(text), text.id(t));
        }
    }

    private void requireKnown(String what, int id) {
        if (id >= vocabulary) {
            throw UserException.checkpoint(what + " has token " + id + "; this model knows 0 to " + (vocabulary - 1)
                    + " (vocab_size in its config.json), so its tokenizer.json is another model's, or has tokens added"
                    + " that the model was never given. Copy both files from one source.");
        }
    }
}
