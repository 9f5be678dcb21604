package dev.lethe.harness.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether rows get the same results in one batch as alone, up to the order of additions.
 *
 * @param rows compared
 * @param equalRows with the same greedy continuation
 * @param nearTies that first differ where the two best logits are closer than {@code nearGap}
 * @param otherDifferences that first differ elsewhere; 0 unless something is wrong
 * @param largestGap largest gap between the two best logits where rows first differ; absent where none does
 * @param largestNllDifference of the mean NLL of a row's expected output, in nats
 * @param nearGap gap of logits below which a difference is a matter of rounding
 * @param nllTolerance difference of NLLs up to which it is one, in nats
 * @param holds whether nothing else differs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BatchAgreement(
        int rows,
        int equalRows,
        int nearTies,
        int otherDifferences,
        @Nullable Double largestGap,
        double largestNllDifference,
        double nearGap,
        double nllTolerance,
        boolean holds) {

    /**
     * The agreement of rows.
     *
     * @param gaps between the two best logits where the continuations of a row first differ, for the rows that differ
     * @param largestNllDifference of any row
     */
    public static BatchAgreement of(
            int rows, double[] gaps, double largestNllDifference, double nearGap, double nllTolerance) {
        int near = 0;
        Double largest = null;
        for (double gap : gaps) {
            near += gap < nearGap ? 1 : 0;
            double finite = Double.isFinite(gap) ? gap : Double.MAX_VALUE;
            largest = largest == null ? finite : Math.max(largest, finite);
        }
        int other = gaps.length - near;
        return new BatchAgreement(
                rows,
                rows - gaps.length,
                near,
                other,
                largest,
                largestNllDifference,
                nearGap,
                nllTolerance,
                // Not a number is no agreement.
                other == 0 && largestNllDifference <= nllTolerance);
    }

    /** In a few words, for the log. */
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%d rows: %d equal, %d near ties, %d other differences; NLL differs by %.1e at most",
                rows,
                equalRows,
                nearTies,
                otherDifferences,
                largestNllDifference);
    }
}
