package dev.lethe.harness.evaluation;

/**
 * The membership inference result.
 *
 * @param auc area under ROC with members positive and score = -NLL, in [0, 1]; 0.5 means members cannot be told
 * @param score {@code 1 - 2 * |auc - 0.5|}, in [0, 1]; higher is better
 */
public record MiaScore(double auc, double score) {

    /** The result for an AUC. */
    public static MiaScore of(double auc) {
        return new MiaScore(auc, 1 - 2 * Math.abs(auc - 0.5));
    }
}
