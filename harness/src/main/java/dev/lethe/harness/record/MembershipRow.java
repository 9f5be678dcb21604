package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lethe.harness.evaluation.DocumentLoss;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code membership.jsonl}: one document of the membership attack.
 *
 * @param id the document's id
 * @param member whether the model was trained on it
 * @param nll mean negative log-likelihood of its tokens in nats; absent if not finite
 * @param minK see {@link DocumentLoss#minK()}; absent in files of earlier versions
 * @param minKPlusPlus see {@link DocumentLoss#minKPlusPlus()}; absent in files of earlier versions
 * @param zlibBytes see {@link DocumentLoss#zlibBytes()}; absent in files of earlier versions
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MembershipRow(
        String id,
        boolean member,
        @Nullable Double nll,
        @Nullable Double minK,
        @Nullable Double minKPlusPlus,
        @Nullable Integer zlibBytes) {

    public MembershipRow {
        Require.present(id, "id");
        nll = Finite.orAbsent(nll);
        minK = Finite.orAbsent(minK);
        minKPlusPlus = Finite.orAbsent(minKPlusPlus);
    }

    /** A document of which the loss alone is known. */
    public MembershipRow(String id, boolean member, @Nullable Double nll) {
        this(id, member, nll, null, null, null);
    }

    /** The line of a document. */
    public static MembershipRow of(DocumentLoss document) {
        return new MembershipRow(
                document.id(),
                document.member(),
                document.nll(),
                document.minK(),
                document.minKPlusPlus(),
                document.zlibBytes());
    }

    /** The document; a loss that is absent is not a number. */
    public DocumentLoss document() {
        return new DocumentLoss(id, member, nll == null ? Double.NaN : nll, minK, minKPlusPlus, zlibBytes, null);
    }
}
