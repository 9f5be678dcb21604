package dev.lethe.harness.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer with its content, still open.
 *
 * @param last the answer that holds the content
 * @param ofHub the headers of the hub's own answers on the way there: those of another host do not know the file
 */
record HubResponse(HttpResponse<InputStream> last, List<HttpHeaders> ofHub) implements AutoCloseable {

    static final int PARTIAL_CONTENT = 206;
    static final int RANGE_NOT_SATISFIABLE = 416;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(?<first>\\d+)-\\d+|\\*)/(?<size>\\d+)");

    HubResponse {
        ofHub = List.copyOf(ofHub);
    }

    int status() {
        return last.statusCode();
    }

    InputStream body() {
        return last.body();
    }

    /** The hash of the whole file, as the hub states it. */
    Optional<ContentHash> hash() {
        var tags = new ArrayList<String>();
        ofHub.forEach(headers -> headers.firstValue("X-Linked-Etag").ifPresent(tags::add));
        ofHub.forEach(headers -> headers.firstValue("ETag").ifPresent(tags::add));
        return tags.stream().map(ContentHash::parse).flatMap(Optional::stream).findFirst();
    }

    /** The size of the whole file, in bytes. */
    OptionalLong size() {
        for (HttpHeaders headers : ofHub) {
            OptionalLong linked = headers.firstValueAsLong("X-Linked-Size");
            if (linked.isPresent()) {
                return linked;
            }
        }
        return switch (status()) {
            case PARTIAL_CONTENT, RANGE_NOT_SATISFIABLE -> range("size");
            default -> last.headers().firstValueAsLong("Content-Length");
        };
    }

    /** Where in the file the content begins. */
    long offset() {
        return status() == PARTIAL_CONTENT ? range("first").orElse(-1) : 0;
    }

    private OptionalLong range(String group) {
        Matcher matcher =
                CONTENT_RANGE.matcher(last.headers().firstValue("Content-Range").orElse(""));
        return matcher.matches() && matcher.group(group) != null
                ? OptionalLong.of(Long.parseLong(matcher.group(group)))
                : OptionalLong.empty();
    }

    @Override
    public void close() throws IOException {
        body().close();
    }
}
