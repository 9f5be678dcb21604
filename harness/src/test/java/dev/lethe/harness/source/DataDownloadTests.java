package dev.lethe.harness.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lethe.data.UserException;
import dev.lethe.harness.spi.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on this machine that imitates GitHub's two hosts. */
@Timeout(60)
class DataDownloadTests {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final DataRelease PLAIN = release(List.of("forget.jsonl", "retain.jsonl"), null);

    @TempDir
    private Path root;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> statedHashes = new TreeMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final FakeTime time = new FakeTime();
    private HttpServer server;
    private int cutAfter = -1;
    private int refusals;

    @BeforeEach
    void start() throws IOException {
        put("forget.jsonl", FakeHub.random(100_000));
        put("retain.jsonl", "{}".getBytes(StandardCharsets.UTF_8));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void bringsTheFilesOfTheCommitAndLeavesNothingElse() throws IOException {
        assertThat(run(PLAIN)).isTrue();

        assertThat(target().resolve("forget.jsonl")).hasBinaryContent(files.get("forget.jsonl"));
        assertThat(names(target())).containsExactly("forget.jsonl", "retain.jsonl");
        assertThat(names(root)).containsExactly("lume");
        assertThat(requests).allMatch(request -> request.contains(COMMIT));
    }

    @Test
    void goesOnWhereAnEarlierRunWasCutOff() throws IOException {
        cutAfter = 40_000;

        run(PLAIN);

        assertThat(target().resolve("forget.jsonl")).hasBinaryContent(files.get("forget.jsonl"));
        assertThat(requests).anyMatch(request -> request.endsWith("bytes=40000-"));
    }

    @Test
    void keepsWhatArrivedWhenItGivesUpAndAsksForTheRestOnly() throws IOException {
        refusals = 100;
        assertThatThrownBy(() -> run(PLAIN)).isInstanceOf(UserException.class).hasMessageContaining("run again");
        assertThat(target()).doesNotExist();
        refusals = 0;
        Path partial = root.resolve(".lume-download").resolve(statedHashes.get("forget.jsonl") + ".incomplete");
        Files.write(partial, Arrays.copyOf(files.get("forget.jsonl"), 99_000));

        run(PLAIN);

        assertThat(target().resolve("forget.jsonl")).hasBinaryContent(files.get("forget.jsonl"));
        assertThat(requests).anyMatch(request -> request.endsWith("bytes=99000-"));
    }

    @Test
    void refusesWhatHasAnotherHash() {
        statedHashes.put("forget.jsonl", "f".repeat(40));

        assertThatThrownBy(() -> run(PLAIN))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("data/forget.jsonl of org/data")
                .hasMessageContaining("expected git hash ffff");
        assertThat(target()).doesNotExist();
    }

    @Test
    void refusesWhatCannotBeChecked() {
        statedHashes.remove("retain.jsonl");

        assertThatThrownBy(() -> run(PLAIN))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("states no hash")
                .hasMessageContaining("retain.jsonl");
        assertThat(requests).noneMatch(request -> request.contains("/data/forget"));
    }

    @Test
    void leavesAFolderWithContentsAsItIs() throws IOException {
        Files.createDirectories(target());
        Files.writeString(target().resolve("mine.txt"), "mine");

        assertThat(run(PLAIN)).isFalse();

        assertThat(names(target())).containsExactly("mine.txt");
        assertThat(requests).isEmpty();
    }

    @Test
    void severalAtATimeBringItOnce() throws Exception {
        var runs = new ArrayList<CompletableFuture<Boolean>>();
        for (int i = 0; i < 4; i++) {
            runs.add(CompletableFuture.supplyAsync(() -> run(PLAIN)));
        }

        int brought = 0;
        for (CompletableFuture<Boolean> run : runs) {
            brought += run.get(30, TimeUnit.SECONDS) ? 1 : 0;
        }

        assertThat(brought).isEqualTo(1);
        assertThat(names(root)).containsExactly("lume");
    }

    @Test
    void unpacksAnArchiveOfKnownHashWithoutAskingForHashes() throws IOException {
        byte[] archive = zip("data/test/art_test.csv", "q,a,b,c,d,A\n");
        files.put("mmlu.zip", archive);

        run(release(List.of("mmlu.zip"), FakeHub.gitHash(archive)));

        assertThat(target().resolve("data/test/art_test.csv")).hasContent("q,a,b,c,d,A\n");
        assertThat(requests).noneMatch(request -> request.contains("/contents/"));
    }

    @Test
    void refusesAnArchiveThatWouldLeaveItsFolder() throws IOException {
        byte[] archive = zip("../outside.csv", "q");
        files.put("mmlu.zip", archive);

        assertThatThrownBy(() -> run(release(List.of("mmlu.zip"), FakeHub.gitHash(archive))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("outside.csv");
        assertThat(root.resolve("outside.csv")).doesNotExist();
        assertThat(target()).doesNotExist();
    }

    @Test
    void saysThatAReleaseIsGone() {
        files.remove("forget.jsonl");

        assertThatThrownBy(() -> run(PLAIN))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("answers 404")
                .hasMessageContaining("https://github.com/org/data");
    }

    @Test
    void knownReleasesNameSourceLicenseAndCheck() {
        assertThat(DataRelease.labels()).containsExactly("lume", "mmlu").allSatisfy(label -> {
            DataRelease release = DataRelease.find(label).orElseThrow();
            assertThat(release.license()).contains("License", "Copyright", "https://");
            assertThat(release.source()).matches("https://github.com/[^/]+/[^/]+/tree/[0-9a-f]{40}/.+");
            assertThat(release.check()).contains("git hash");
        });
    }

    private boolean run(DataRelease release) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new DataDownload(
                        new GitHub(address, address, time), Duration.ofSeconds(10), Progress.SILENT, () -> false)
                .run(release, target());
    }

    private Path target() {
        return root.resolve("lume");
    }

    private void put(String name, byte[] content) {
        files.put(name, content);
        statedHashes.put(name, FakeHub.gitHash(content));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(exchange.getRequestURI() + " " + range);
        String path = exchange.getRequestURI().getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (path.equals("/repos/org/data/contents/data")) {
            send(
                    exchange,
                    statedHashes.entrySet().stream()
                            .map(file -> "{\"name\": \"" + file.getKey() + "\", \"sha\": \"" + file.getValue() + "\"}")
                            .collect(Collectors.joining(", ", "[", "]"))
                            .getBytes(StandardCharsets.UTF_8),
                    0);
        } else if (refusals > 0) {
            refusals--;
            exchange.sendResponseHeaders(503, -1);
        } else if (!files.containsKey(name) || !path.startsWith("/org/data/" + COMMIT + "/data/")) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            // As there: an ETag of 64 digits that is no hash of the content.
            exchange.getResponseHeaders().set("ETag", "W/\"" + "a".repeat(64) + "\"");
            send(exchange, files.get(name), range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", "")));
        }
    }

    private void send(HttpExchange exchange, byte[] all, int first) throws IOException {
        if (first > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + first + "-" + (all.length - 1) + "/" + all.length);
        }
        exchange.sendResponseHeaders(first > 0 ? 206 : 200, all.length - first);
        int end = cutAfter > 0 && cutAfter < all.length ? cutAfter : all.length;
        exchange.getResponseBody().write(all, first, end - first);
        if (end < all.length) {
            cutAfter = -1;
            exchange.getResponseBody().flush();
        }
    }

    private static DataRelease release(List<String> files, @Nullable String archiveHash) {
        return new DataRelease("lume", "Title", "License", "org/data@" + COMMIT, "data", files, archiveHash);
    }

    private static byte[] zip(String name, String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
