package dev.lethe.harness.source;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository of the hub at a revision.
 *
 * @param organization a person or an organization
 * @param name of the model
 * @param revision a branch, a tag or a commit
 */
public record HubId(String organization, String name, String revision) {

    /** The branch that is meant where none is named. */
    static final String MAIN = "main";

    private static final String WORD = "[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?";
    private static final Pattern FORM =
            Pattern.compile("(?<organization>" + WORD + ")/(?<name>" + WORD + ")(?:@(?<revision>[A-Za-z0-9_./-]+))?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** Reads {@code org/name} or {@code org/name@revision}; empty if the text has another form. */
    static Optional<HubId> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || text.contains("..") || text.contains("--")) {
            return Optional.empty();
        }
        String revision = Optional.ofNullable(matcher.group("revision")).orElse(MAIN);
        // A revision becomes a path below refs: no part of it may be empty or hidden.
        return revision.matches("[^/.][^/]*(/[^/.][^/]*)*")
                ? Optional.of(new HubId(matcher.group("organization"), matcher.group("name"), revision))
                : Optional.empty();
    }

    /** Organisation and name, as the hub's addresses write them. */
    public String repository() {
        return organization + "/" + name;
    }

    /** Whether the revision is a full commit, so that it needs no looking up. */
    boolean namesCommit() {
        return isCommit(revision);
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    @Override
    public String toString() {
        return repository() + "@" + revision;
    }
}
