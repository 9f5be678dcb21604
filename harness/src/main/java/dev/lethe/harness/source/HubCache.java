package dev.lethe.harness.source;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder in which all clients of the hub keep what they downloaded. A repository has the files themselves under
 * {@code blobs}, named by hash; under {@code snapshots}, by commit, links with the files' names; and under {@code refs}
 * the commit of each branch and tag.
 *
 * @param root the folder of all repositories
 */
record HubCache(Path root) {

    /** The folder of a repository. */
    Path repository(HubId id) {
        return root.resolve("models--" + id.organization() + "--" + id.name());
    }

    Path blobs(HubId id) {
        return repository(id).resolve("blobs");
    }

    /** The folder of a commit. */
    Path snapshot(HubId id, String commit) {
        return repository(id).resolve("snapshots").resolve(commit);
    }

    /** The file that says which commit a branch or tag is. */
    Path reference(HubId id) {
        return repository(id).resolve("refs").resolve(id.revision());
    }

    /** The lock of a repository, where no client takes it for a model. */
    Path lock(HubId id) {
        return root.resolve(".locks")
                .resolve(repository(id).getFileName().toString())
                .resolve("lethe.lock");
    }

    /** The folder of the revision, if there is one, whole or not. */
    Optional<Path> snapshot(HubId id) {
        return commit(id).map(commit -> snapshot(id, commit)).filter(Files::isDirectory);
    }

    /** The same repository at the commit that the revision is here; empty where it is not. */
    Optional<HubId> atCommit(HubId id) {
        return commit(id).map(commit -> new HubId(id.organization(), id.name(), commit));
    }

    /** What a look-up of the revision looks at. */
    Path lookedFor(HubId id) {
        return id.namesCommit() ? snapshot(id, id.revision()) : reference(id);
    }

    private Optional<String> commit(HubId id) {
        if (id.namesCommit()) {
            return Optional.of(id.revision());
        }
        Path reference = reference(id);
        if (!Files.isRegularFile(reference)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(reference).trim()).filter(HubId::isCommit);
        } catch (IOException e) {
            throw UserException.environment("cannot read " + reference + ": " + e + "; is it yours?", e);
        }
    }
}
