package dev.lethe.harness.source;

/**
 * A file of a repository.
 *
 * @param commit the full commit
 * @param name without a folder
 */
record HubFile(HubId id, String commit, String name) {

    @Override
    public String toString() {
        return id + ": " + name;
    }
}
