package dev.lethe.harness.source;

import dev.lethe.harness.config.HubSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;

/** Sends requests to the hub and follows where it points; the token goes to the hub alone. */
final class HubClient {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final int MOST_REDIRECTS = 5;

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_LIMIT)
            .build();
    private final HubSettings settings;
    private final Refusals errors;

    HubClient(HubSettings settings, Waiting waiting) {
        this(settings, new HubErrors(settings, waiting));
    }

    HubClient(HubSettings settings, Refusals errors) {
        this.settings = settings;
        this.errors = errors;
    }

    /** Asks what a revision is. */
    HubResponse listing(HubId id) throws IOException, InterruptedException {
        return get(id, address("api/models/" + id.repository() + "/revision/" + encoded(id.revision())), 0);
    }

    /** Asks for a file of a commit from a byte on; the answer may hold the whole file all the same. */
    HubResponse file(HubId id, String commit, String name, long offset) throws IOException, InterruptedException {
        return get(id, address(id.repository() + "/resolve/" + commit + "/" + encoded(name)), offset);
    }

    /** Asks for any path below the endpoint, already encoded, from a byte on. */
    HubResponse path(HubId id, String path, long offset) throws IOException, InterruptedException {
        return get(id, address(path), offset);
    }

    private HubResponse get(HubId id, URI first, long offset) throws IOException, InterruptedException {
        var ofHub = new ArrayList<HttpHeaders>();
        URI address = first;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<InputStream> answer = send(address, offset);
            if (isHub(address)) {
                ofHub.add(answer.headers());
            }
            if (!isRedirect(answer.statusCode())) {
                return checked(id, new HubResponse(answer, ofHub));
            }
            answer.body().close();
            address = target(answer);
        }
        throw new TransientFailure(first + " leads on and on, after " + MOST_REDIRECTS + " redirects", null);
    }

    private HttpResponse<InputStream> send(URI address, long offset) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address)
                .timeout(ANSWER_LIMIT)
                .header("User-Agent", "lethe")
                .header("Accept-Encoding", "identity");
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-");
        }
        if (settings.token() != null && isHub(address)) {
            request.header("Authorization", "Bearer " + settings.token());
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private HubResponse checked(HubId id, HubResponse response) throws IOException {
        int status = response.status();
        if (status == 200 || status == HubResponse.PARTIAL_CONTENT || status == HubResponse.RANGE_NOT_SATISFIABLE) {
            return response;
        }
        try (response) {
            throw errors.of(id, response.last(), isHub(response.last().uri()));
        }
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private static URI target(HttpResponse<?> answer) throws TransientFailure {
        URI from = answer.uri();
        String location = answer.headers().firstValue("Location").orElse("");
        try {
            URI to = from.resolve(location);
            boolean weaker = "https".equals(from.getScheme()) && !"https".equals(to.getScheme());
            if (!location.isEmpty() && !weaker && to.getHost() != null) {
                return to;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // told below
        }
        throw new TransientFailure(
                from.getHost() + " redirects to \"" + location + "\"; expected an address of the same protocol", null);
    }

    /** The token is for the hub's own scheme, host and port. */
    private boolean isHub(URI address) {
        URI endpoint = settings.endpoint();
        return address.getScheme().equals(endpoint.getScheme())
                && address.getHost().equalsIgnoreCase(endpoint.getHost())
                && address.getPort() == endpoint.getPort();
    }

    private URI address(String path) {
        return URI.create(settings.endpoint() + "/" + path);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
