package dev.lethe.harness.source;

import java.io.IOException;
import java.util.Optional;

/** A file of a repository, on the hub; the hub states its hash. */
record HubRemoteFile(HubClient client, HubFile file) implements RemoteFile {

    @Override
    public HubResponse open(long offset) throws IOException, InterruptedException {
        return client.file(file.id(), file.commit(), file.name(), offset);
    }

    /** Not the name that other clients use: they do not know our lock, nor check hashes. */
    @Override
    public String partialName() {
        return file.commit() + "-" + file.name() + ".incomplete";
    }

    @Override
    public Optional<ContentHash> hash() {
        return Optional.empty();
    }

    @Override
    public String folderOption() {
        return "HF_HUB_CACHE";
    }

    @Override
    public String doubt() {
        return "Is HF_ENDPOINT the address of a hub?";
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
