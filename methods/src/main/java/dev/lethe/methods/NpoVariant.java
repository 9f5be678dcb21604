package dev.lethe.methods;

import ai.djl.ndarray.NDArray;
import dev.lethe.harness.training.PerToken;

/** What NPO takes the gap between a model and its reference of. */
public enum NpoVariant {
    /** A row's sum over its answer tokens. */
    SEQUENCE {
        @Override
        NDArray loss(PerToken nll, PerToken reference, double beta) {
            return Preference.loss(nll.sequenceSum().sub(reference.sequenceSum()), beta);
        }
    },
    /** An answer token. */
    TOKEN {
        @Override
        NDArray loss(PerToken nll, PerToken reference, double beta) {
            return nll.map(values -> Preference.losses(values.sub(reference.values()), beta))
                    .tokenMean();
        }
    },
    /** The batch's mean over answer tokens. */
    BATCH {
        @Override
        NDArray loss(PerToken nll, PerToken reference, double beta) {
            return Preference.loss(nll.tokenMean().sub(reference.tokenMean()), beta);
        }
    };

    abstract NDArray loss(PerToken nll, PerToken reference, double beta);
}
