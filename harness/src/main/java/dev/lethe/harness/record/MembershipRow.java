package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code membership.jsonl}: one document of the membership attack.
 *
 * @param id the document's id
 * @param member whether the model was trained on it
 * @param nll mean negative log-likelihood of its tokens in nats; absent if not finite
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MembershipRow(String id, boolean member, @Nullable Double nll) {

    public MembershipRow {
        Require.present(id, "id");
        nll = Finite.orAbsent(nll);
    }
}
