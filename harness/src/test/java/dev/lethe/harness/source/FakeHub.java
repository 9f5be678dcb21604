package dev.lethe.harness.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.lethe.harness.config.HubSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Imitates the hub on this machine: one repository, small files answered directly, weights by a second host to which the
 * first one points. Any answer can be replaced by a scripted one.
 */
final class FakeHub implements AutoCloseable {

    static final String REPOSITORY = "org/model";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String WEIGHTS = "model.safetensors";

    /** Path of a file on the second host, for {@link #script}. */
    static final String CONTENT = "/content/";

    /**
     * A request as it arrived.
     *
     * @param range empty where the whole file was asked for
     * @param authorization empty where there was none
     */
    record Request(String path, String range, String authorization) {

        boolean isContent() {
            return path.startsWith(CONTENT);
        }
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub = server();
    private final HttpServer content = server();
    private final Map<String, byte[]> files = Collections.synchronizedMap(new TreeMap<>());
    private final Map<String, Deque<HttpHandler>> scripts = new HashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private String token = "";

    FakeHub() {
        put("config.json", "{\"model_type\": \"olmo\"}");
        put("tokenizer.json", "{}");
        put("tokenizer_config.json", "{\"eos_token\": \"<|endoftext|>\"}");
        put("README.md", "not wanted");
        put("pytorch_model.bin", "not wanted");
        put("onnx/model.safetensors", "not wanted");
        put(WEIGHTS, random(300_000));
        hub.createContext("/", exchange -> answer(exchange, this::answerOfHub));
        content.createContext("/", exchange -> answer(exchange, this::answerOfContent));
        hub.start();
        content.start();
    }

    private HttpServer server() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    void put(String name, String text) {
        put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    void put(String name, byte[] bytes) {
        files.put(name, bytes);
    }

    void remove(String name) {
        files.remove(name);
    }

    byte[] file(String name) {
        return files.get(name);
    }

    /** The repository opens to this token only. */
    void requireToken(String text) {
        token = text;
    }

    /** Answers the next request for {@code path} in another way; several are used up in order. */
    synchronized void script(String path, HttpHandler answer) {
        scripts.computeIfAbsent(path, ignored -> new ArrayDeque<>()).add(answer);
    }

    void scriptFile(String name, HttpHandler answer) {
        script("/" + REPOSITORY + "/resolve/" + COMMIT + "/" + name, answer);
    }

    void scriptListing(HttpHandler answer) {
        script("/api/models/" + REPOSITORY + "/revision/main", answer);
    }

    static HttpHandler status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** Promises the whole file and closes the connection after {@code bytes} more of it. */
    HttpHandler cutAfter(String name, int bytes) {
        return exchange -> {
            byte[] all = file(name);
            int first = first(exchange);
            partial(exchange, all, first);
            exchange.getResponseBody().write(all, first, bytes);
            exchange.getResponseBody().flush();
        };
    }

    /** As {@link #cutAfter}, but leaves the connection open. */
    HttpHandler stallAfter(String name, int bytes) {
        return exchange -> {
            cutAfter(name, bytes).handle(exchange);
            try {
                Thread.sleep(20_000);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        };
    }

    HubSettings settings(Path cache, String userToken) {
        return new HubSettings(
                true,
                URI.create("http://127.0.0.1:" + hub.getAddress().getPort()),
                cache,
                userToken.isEmpty() ? null : userToken);
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    List<Request> requestsFor(String name) {
        return requests.stream()
                .filter(request -> request.path().endsWith("/" + name))
                .toList();
    }

    private void answer(HttpExchange exchange, HttpHandler usual) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            requests.add(new Request(path, header(exchange, "Range"), header(exchange, "Authorization")));
            HttpHandler scripted;
            synchronized (this) {
                Deque<HttpHandler> queue = scripts.getOrDefault(path, new ArrayDeque<>());
                scripted = queue.isEmpty() ? usual : queue.remove();
            }
            scripted.handle(exchange);
        }
    }

    private void answerOfHub(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String listing = "/api/models/" + REPOSITORY + "/revision/";
        String resolve = "/" + REPOSITORY + "/resolve/" + COMMIT + "/";
        if (!token.isEmpty() && !header(exchange, "Authorization").equals("Bearer " + token)) {
            status(header(exchange, "Authorization").isEmpty() ? 401 : 403, "X-Error-Message", "Access is restricted")
                    .handle(exchange);
        } else if (path.startsWith(listing)) {
            list(exchange, path.substring(listing.length()));
        } else if (path.startsWith(resolve) && files.containsKey(path.substring(resolve.length()))) {
            resolve(exchange, path.substring(resolve.length()));
        } else {
            status(404, "X-Error-Message", "Not here").handle(exchange);
        }
    }

    private void list(HttpExchange exchange, String revision) throws IOException {
        if (!List.of("main", COMMIT, "refs%2Fpr%2F1").contains(revision)) {
            status(404, "X-Error-Message", "Invalid rev id: " + revision).handle(exchange);
            return;
        }
        String siblings = files.keySet().stream()
                .map(name -> "{\"rfilename\": \"" + name + "\"}")
                .collect(Collectors.joining(", "));
        send(
                exchange,
                ("{\"sha\": \"" + COMMIT + "\", \"siblings\": [" + siblings + "]}").getBytes(StandardCharsets.UTF_8));
    }

    private void resolve(HttpExchange exchange, String name) throws IOException {
        byte[] bytes = file(name);
        if (name.endsWith(".safetensors")) {
            exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(bytes.length));
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + hash("SHA-256", bytes) + "\"");
            // Another name of this machine: another host.
            status(302, "Location", "http://localhost:" + content.getAddress().getPort() + CONTENT + name)
                    .handle(exchange);
        } else {
            exchange.getResponseHeaders().set("ETag", "W/\"" + gitHash(bytes) + "\"");
            send(exchange, bytes);
        }
    }

    private void answerOfContent(HttpExchange exchange) throws IOException {
        // Content hosts have hashes of their own, of chunks.
        exchange.getResponseHeaders().set("ETag", "\"" + "f".repeat(40) + "\"");
        send(exchange, file(exchange.getRequestURI().getPath().substring(CONTENT.length())));
    }

    private static void send(HttpExchange exchange, byte[] all) throws IOException {
        int first = first(exchange);
        if (first >= all.length) {
            status(416, "Content-Range", "bytes */" + all.length).handle(exchange);
            return;
        }
        partial(exchange, all, first);
        exchange.getResponseBody().write(Arrays.copyOfRange(all, first, all.length));
    }

    private static void partial(HttpExchange exchange, byte[] all, int first) throws IOException {
        if (first > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + first + "-" + (all.length - 1) + "/" + all.length);
        }
        exchange.sendResponseHeaders(first > 0 ? 206 : 200, all.length - first);
    }

    private static int first(HttpExchange exchange) {
        String range = header(exchange, "Range");
        return range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    static String gitHash(byte[] bytes) {
        byte[] header = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] both = Arrays.copyOf(header, header.length + bytes.length);
        System.arraycopy(bytes, 0, both, header.length, bytes.length);
        return hash("SHA-1", both);
    }

    static String hash(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        content.stop(0);
        threads.shutdownNow();
    }
}
