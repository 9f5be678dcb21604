package dev.lethe.harness.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.UserException;
import dev.lethe.harness.config.HubSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Files of public repositories on GitHub at a commit: contents from one host, hashes from another.
 *
 * @param contents answers {@code /ORG/NAME/COMMIT/PATH} with the file
 * @param api answers {@code /repos/ORG/NAME/contents/PATH?ref=COMMIT} with names and hashes
 */
record GitHub(URI contents, URI api, Waiting waiting) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** GitHub itself. */
    static GitHub real() {
        return new GitHub(
                URI.create("https://raw.githubusercontent.com"), URI.create("https://api.github.com"), Waiting.REAL);
    }

    /** The git hashes of a folder's files, by name, as the API states them. */
    SortedMap<String, ContentHash> hashes(HubId id, String folder, Duration silence, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        String path = "repos/" + id.repository() + "/contents/" + folder + "?ref=" + id.revision();
        var hashes = new TreeMap<String, ContentHash>();
        try (HubResponse response = client(api).path(id, path, 0);
                var body = new StallGuard(response.body(), silence, cancelled)) {
            for (JsonNode file : JSON.readTree(body.readAll())) {
                ContentHash.parse(file.path("sha").asText())
                        .ifPresent(hash -> hashes.put(file.path("name").asText(), hash));
            }
        } catch (JsonProcessingException e) {
            throw UserException.data(api + " is not understood: its answer is not JSON (" + e.getOriginalMessage()
                    + "). Does something between here and GitHub change answers?");
        }
        return hashes;
    }

    /**
     * A file with its hash.
     *
     * @param path in the repository
     */
    RemoteFile file(HubId id, String path, ContentHash hash) {
        return new GitHubFile(client(contents), id, path, hash);
    }

    private HubClient client(URI endpoint) {
        return new HubClient(new HubSettings(true, endpoint, Path.of(""), null), this::refusal);
    }

    /** GitHub answers 403 and 429 where one address asks too often. */
    private IOException refusal(HubId id, HttpResponse<InputStream> answer, boolean ofGitHub) {
        int status = answer.statusCode();
        String host = answer.uri().getHost();
        if (!ofGitHub || status == 403 || status == 408 || status == 429 || status >= 500) {
            return new TransientFailure(host + " answers " + status, Refusals.wait(answer, waiting));
        }
        throw UserException.data(
                host + " answers " + status + " when asked for " + answer.uri().getPath()
                        + "; expected 200. The release may have been taken down: look at https://github.com/"
                        + id.repository() + ", or get the files elsewhere and name their folder.");
    }

    private record GitHubFile(HubClient client, HubId id, String path, ContentHash known) implements RemoteFile {

        @Override
        public HubResponse open(long offset) throws IOException, InterruptedException {
            return client.path(id, id.repository() + "/" + id.revision() + "/" + path, offset);
        }

        @Override
        public String partialName() {
            return known.hex() + ".incomplete";
        }

        @Override
        public Optional<ContentHash> hash() {
            return Optional.of(known);
        }

        @Override
        public String folderOption() {
            return "--out";
        }

        @Override
        public String doubt() {
            return "Does something between here and GitHub change answers?";
        }

        @Override
        public String toString() {
            return path + " of " + id.repository();
        }
    }
}
