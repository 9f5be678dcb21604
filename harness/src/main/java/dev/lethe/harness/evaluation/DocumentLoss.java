package dev.lethe.harness.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * A document of the membership attack and what a model makes of it. What was not computed is absent (null).
 *
 * @param id the document's id
 * @param member whether the model was trained on it
 * @param nll mean negative log-likelihood of its tokens, in nats
 * @param minK mean log-probability of its least likely fifth of tokens, in nats: Min-K%
 * @param minKPlusPlus mean of its smallest fifth of standardized log-probabilities: Min-K%++
 * @param zlibBytes size of its text compressed by zlib, in bytes
 * @param referenceNll {@code nll} by a reference model, see {@link MembershipFormula#REFERENCE}
 */
public record DocumentLoss(
        String id,
        boolean member,
        double nll,
        @Nullable Double minK,
        @Nullable Double minKPlusPlus,
        @Nullable Integer zlibBytes,
        @Nullable Double referenceNll) {

    /** A document of which the loss alone is known. */
    public static DocumentLoss of(String id, boolean member, double nll) {
        return new DocumentLoss(id, member, nll, null, null, null, null);
    }

    /** The same document, beside what a reference model makes of it. */
    public DocumentLoss withReference(@Nullable Double reference) {
        return new DocumentLoss(id, member, nll, minK, minKPlusPlus, zlibBytes, reference);
    }
}
