package dev.lethe.harness.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.UserException;
import java.io.IOException;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the hub says of a revision.
 *
 * @param commit the full commit
 * @param files the names of all its files
 */
record HubListing(String commit, SortedSet<String> files) {

    private static final ObjectMapper JSON = new ObjectMapper();

    HubListing {
        files = Collections.unmodifiableSortedSet(new TreeSet<>(files));
    }

    static HubListing read(HubId id, byte[] text) throws IOException {
        try {
            JsonNode root = JSON.readTree(text);
            String commit = root.path("sha").asText();
            if (!HubId.isCommit(commit)) {
                throw malformed(id, "field \"sha\" is \"" + commit + "\"; expected a commit of 40 hexadecimal digits");
            }
            var files = new TreeSet<String>();
            root.path("siblings")
                    .forEach(file -> files.add(file.path("rfilename").asText()));
            return new HubListing(commit, files);
        } catch (JsonProcessingException e) {
            throw malformed(id, "it is not JSON (" + e.getOriginalMessage() + ")");
        }
    }

    private static UserException malformed(HubId id, String what) {
        return UserException.checkpoint("the hub's description of " + id + " is not understood: " + what
                + ". Is HF_ENDPOINT the address of a hub?");
    }
}
