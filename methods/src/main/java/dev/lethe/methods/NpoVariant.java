package dev.lethe.methods;

import dev.lethe.harness.training.PerToken;
import dev.lethe.harness.training.Value;

/** What NPO takes the gap between a model and its reference of. */
public enum NpoVariant {
    /** A row's sum over its answer tokens. */
    SEQUENCE {
        @Override
        Value loss(PerToken nll, PerToken reference, double beta) {
            return Preference.loss(nll.sequenceSum().sub(reference.sequenceSum()), beta);
        }
    },
    /** An answer token. */
    TOKEN {
        @Override
        Value loss(PerToken nll, PerToken reference, double beta) {
            return nll.map(values -> Preference.losses(values.sub(reference.values()), beta))
                    .tokenMean();
        }
    },
    /** The batch's mean over answer tokens. */
    BATCH {
        @Override
        Value loss(PerToken nll, PerToken reference, double beta) {
            return Preference.loss(nll.tokenMean().sub(reference.tokenMean()), beta);
        }
    };

    abstract Value loss(PerToken nll, PerToken reference, double beta);
}
