package dev.lethe.methods;

import dev.lethe.harness.model.Positions;
import dev.lethe.harness.training.BatchPart;
import dev.lethe.harness.training.Role;
import dev.lethe.harness.training.Value;

/** A component of GNM's loss, and the rows that it looks at. An answer's loss is its SEQ_MEAN, then the mean over rows. */
enum GnmTerm {
    /** Ascent on forget answers. */
    GA(Role.FORGET) {
        @Override
        Value loss(BatchPart rows, KlMode mode, Positions over) {
            return answers(rows).neg();
        }
    },
    /** Descent on retain answers. */
    GD(Role.RETAIN) {
        @Override
        Value loss(BatchPart rows, KlMode mode, Positions over) {
            return answers(rows);
        }
    },
    /** Closeness to the reference on retain rows. */
    KLR(Role.RETAIN) {
        @Override
        Value loss(BatchPart rows, KlMode mode, Positions over) {
            return mode.divergence(rows, over);
        }
    },
    /** Distance from the reference on forget rows. */
    KLF(Role.FORGET) {
        @Override
        Value loss(BatchPart rows, KlMode mode, Positions over) {
            return mode.divergence(rows, over).neg();
        }
    },
    /** Random mismatch: descent on forget prompts with answers of retain rows. */
    RM(Role.MISMATCHED) {
        @Override
        Value loss(BatchPart rows, KlMode mode, Positions over) {
            return answers(rows);
        }
    },
    /** Descent on gradual negatives. */
    GNM(Role.ALTERNATIVE) {
        @Override
        Value loss(BatchPart rows, KlMode mode, Positions over) {
            return answers(rows);
        }
    };

    /** What the divergence from the reference is. */
    enum KlMode {
        /** {@code KL(reference || model)}. */
        TRUE_KL {
            @Override
            Value divergence(BatchPart rows, Positions over) {
                return rows.klToReference(over).tokenMean();
            }
        },
        /** Parity: probabilities taken for logarithms; it is least where the reference's likeliest token has all. */
        GNM_PSEUDO {
            @Override
            Value divergence(BatchPart rows, Positions over) {
                return rows.pseudoKlToReference(over).tokenMean();
            }
        };

        abstract Value divergence(BatchPart rows, Positions over);
    }

    private final Role role;

    GnmTerm(Role role) {
        this.role = role;
    }

    Role role() {
        return role;
    }

    abstract Value loss(BatchPart rows, KlMode mode, Positions over);

    private static Value answers(BatchPart rows) {
        return rows.nll().sequenceMean().mean();
    }
}
