package dev.lethe.harness.model;

import dev.lethe.harness.token.TokenizedExample;

/** Which positions of padded rows a quantity is taken at. Position t has seen tokens 0 to t and predicts token t + 1. */
public enum Positions {
    /** Those that predict an answer token: the shifted mask, LABEL_POS. */
    LABELS {
        @Override
        boolean include(TokenizedExample row, int t, int length) {
            return t + 1 < row.length() && t + 1 >= row.answerStart();
        }
    },
    /** Those of the answer tokens themselves: the unshifted mask. */
    ANSWERS {
        @Override
        boolean include(TokenizedExample row, int t, int length) {
            return t < row.length() && t >= row.answerStart();
        }
    },
    /** Those of all tokens, none on padding: ATTENDED_POS. */
    ATTENDED {
        @Override
        boolean include(TokenizedExample row, int t, int length) {
            return t < row.length();
        }
    },
    /** All but the last of each padded row, padding included: B * (T - 1) of them. */
    PREDICTING {
        @Override
        boolean include(TokenizedExample row, int t, int length) {
            return t + 1 < length;
        }
    },
    /** All, padding included: ALL_POS, B * T of them. */
    ALL {
        @Override
        boolean include(TokenizedExample row, int t, int length) {
            return true;
        }
    };

    /** Whether position t of a row padded to {@code length} tokens is one of them. */
    abstract boolean include(TokenizedExample row, int t, int length);
}
