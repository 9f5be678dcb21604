package dev.lethe.harness.evaluation;

import java.util.Arrays;
import java.util.Optional;

/**
 * The membership attack by loss: score = -NLL of a document, members positive.
 *
 * <p>AUC = share of (member, nonmember) pairs where the member has the lower NLL, ties counting half: the area under
 * the ROC curve as scikit-learn's {@code roc_auc_score} has it. In [0, 1]: 0.5 cannot tell, near 1 under-unlearned,
 * near 0 over-unlearned.
 */
public final class MembershipInference {

    private MembershipInference() {}

    /**
     * The AUC of two non-empty lists of finite NLLs.
     *
     * @throws IllegalArgumentException if a list is empty or a value is not finite
     */
    public static double auc(double[] members, double[] nonmembers) {
        if (!isUsable(members) || !isUsable(nonmembers)) {
            throw new IllegalArgumentException("the AUC needs a finite NLL of at least one member and one nonmember");
        }
        double[] sorted = nonmembers.clone();
        Arrays.sort(sorted);
        double pairsWon = 0;
        for (double member : members) {
            int above = sorted.length - firstNotBelow(sorted, Math.nextUp(member));
            int equal = sorted.length - firstNotBelow(sorted, member) - above;
            pairsWon += above + equal / 2.0;
        }
        return pairsWon / ((double) members.length * nonmembers.length);
    }

    /** AUC and its score; empty where a list is empty or a value is not finite. */
    public static Optional<MiaScore> score(double[] members, double[] nonmembers) {
        if (!isUsable(members) || !isUsable(nonmembers)) {
            return Optional.empty();
        }
        return Optional.of(MiaScore.of(auc(members, nonmembers)));
    }

    private static boolean isUsable(double[] losses) {
        return losses.length > 0 && Arrays.stream(losses).allMatch(Double::isFinite);
    }

    private static int firstNotBelow(double[] sorted, double bound) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            // Not Arrays.binarySearch: it may land on any of several equal values, and tells -0.0 from 0.0.
            if (sorted[middle] < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
