package dev.lethe.data;

import java.util.List;

/**
 * The documents of the membership attack.
 *
 * @param members documents that the model was trained on and that are to be forgotten
 * @param nonmembers documents of the same kind that it never saw
 */
public record MembershipSet(List<Document> members, List<Document> nonmembers) {

    public MembershipSet {
        members = List.copyOf(members);
        nonmembers = List.copyOf(nonmembers);
    }
}
