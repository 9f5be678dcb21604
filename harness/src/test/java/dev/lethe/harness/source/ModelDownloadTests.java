package dev.lethe.harness.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.source.ModelDownload.Part;
import dev.lethe.harness.spi.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server on this machine that imitates the hub. */
@Timeout(60)
class ModelDownloadTests {

    private static final HubId MAIN = id("org/model");
    private static final String WEIGHTS = FakeHub.WEIGHTS;

    @TempDir
    private Path root;

    private final FakeHub hub = new FakeHub();
    private final FakeTime time = new FakeTime();
    private final RecordedProgress progress = new RecordedProgress();
    private SnapshotLinks links = SnapshotLinks.symbolic();
    private BooleanSupplier cancelled = () -> false;
    private String token = "";

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void bringsACheckpointIntoTheLayoutOfTheHubsClients() throws IOException {
        download(MAIN);

        Path repository = root.resolve("models--org--model");
        Path snapshot = repository.resolve("snapshots").resolve(FakeHub.COMMIT);
        assertThat(repository.resolve("refs/main")).hasContent(FakeHub.COMMIT);
        assertThat(names(snapshot)).containsExactly("config.json", WEIGHTS, "tokenizer.json", "tokenizer_config.json");
        assertThat(snapshot.resolve(WEIGHTS))
                .hasBinaryContent(hub.file(WEIGHTS))
                .isSymbolicLink();
        assertThat(Files.readSymbolicLink(snapshot.resolve(WEIGHTS)))
                .isEqualTo(Path.of("../../blobs", FakeHub.hash("SHA-256", hub.file(WEIGHTS))));
        assertThat(names(repository.resolve("blobs"))).hasSize(4).contains(FakeHub.gitHash(hub.file("config.json")));
        assertThat(CheckpointFiles.missing(snapshot)).isEmpty();
    }

    @Test
    void asksForNothingButWhatMakesACheckpoint() {
        download(MAIN);

        assertThat(hub.requests())
                .extracting(FakeHub.Request::path)
                .noneMatch(path -> path.contains(".bin") || path.contains("README") || path.contains("onnx"));
    }

    @Test
    void asksForNoFileTwice() throws IOException {
        download(MAIN);
        int before = hub.requests().size();
        download(MAIN);
        assertThat(hub.requests()).hasSize(before + 1);

        // A snapshot that another client began: the blobs are there, a name is missing.
        Files.delete(snapshot().resolve(WEIGHTS));
        download(MAIN);
        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
        assertThat(progress.begun).hasSize(4);
    }

    @Test
    void takesTheShardsThatTheIndexNames() throws IOException {
        hub.remove(WEIGHTS);
        hub.put("model-00001-of-00002.safetensors", FakeHub.random(1000));
        hub.put("model-00002-of-00002.safetensors", FakeHub.random(2000));
        hub.put("consolidated.safetensors", FakeHub.random(3000));
        hub.put(
                "model.safetensors.index.json",
                "{\"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\","
                        + " \"b\": \"model-00002-of-00002.safetensors\"}}");

        download(MAIN);

        assertThat(names(snapshot()))
                .contains("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
                .doesNotContain("consolidated.safetensors");
    }

    @Test
    void aTokenizerAloneNeedsNoWeights() throws IOException {
        hub.remove(WEIGHTS);

        download(MAIN, Part.TOKENIZER);

        assertThat(names(snapshot())).containsExactly("config.json", "tokenizer.json", "tokenizer_config.json");
    }

    @Test
    void aRepositoryWithoutSafetensorsIsRefusedBeforeAnythingIsDownloaded() {
        hub.remove(WEIGHTS);

        assertThatThrownBy(() -> download(MAIN))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("org/model@main holds neither model.safetensors nor model.safetensors.index.json")
                .hasMessageContaining("pytorch_model.bin");
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void aBranchWithASlashAndACommitAreRevisions() {
        download(id("org/model@refs/pr/1"));
        assertThat(root.resolve("models--org--model/refs/refs/pr/1")).hasContent(FakeHub.COMMIT);

        download(id("org/model@" + FakeHub.COMMIT));
        assertThat(root.resolve("models--org--model/refs").resolve(FakeHub.COMMIT))
                .doesNotExist();
    }

    @Test
    void goesOnWhereTheConnectionWasCut() {
        hub.script(FakeHub.CONTENT + WEIGHTS, hub.cutAfter(WEIGHTS, 100_000));
        hub.script(FakeHub.CONTENT + WEIGHTS, hub.cutAfter(WEIGHTS, 100_000));

        download(MAIN);

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
        assertThat(contentRanges()).containsExactly("", "bytes=100000-", "bytes=200000-");
        assertThat(time.total()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aLaterRunGoesOnWhereAnEarlierOneGaveUp() {
        hub.script(FakeHub.CONTENT + WEIGHTS, hub.cutAfter(WEIGHTS, 100_000));
        IntStream.range(0, Retry.TRIES).forEach(i -> hub.script(FakeHub.CONTENT + WEIGHTS, FakeHub.status(503)));

        assertThatThrownBy(() -> download(MAIN))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("org/model@main: model.safetensors: localhost answers 503, 6 times")
                .hasMessageContaining("run again");
        assertThat(new HubCache(root).snapshot(MAIN)).isEmpty();
        assertThat(partial()).hasSize(100_000);

        download(MAIN);
        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
        assertThat(contentRanges()).last().isEqualTo("bytes=100000-");
        assertThat(partial()).doesNotExist();
    }

    @Test
    void aWholePartialFileIsCheckedAndNotAskedForAgain() throws IOException {
        writePartial(hub.file(WEIGHTS));
        Files.write(partial("config.json"), hub.file("config.json"));

        download(MAIN);

        assertThat(snapshot().resolve("config.json")).hasBinaryContent(hub.file("config.json"));

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
        assertThat(progress.begun).noneMatch(what -> what.contains(WEIGHTS));
    }

    @Test
    void aPartialFileThatIsTooLongIsBegunAnew() throws IOException {
        writePartial(FakeHub.random(300_001));

        download(MAIN);

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
    }

    @Test
    void aServerThatKnowsNoRangesSendsTheWholeFile() throws IOException {
        writePartial(new byte[1000]);
        hub.script(FakeHub.CONTENT + WEIGHTS, exchange -> {
            exchange.sendResponseHeaders(200, hub.file(WEIGHTS).length);
            exchange.getResponseBody().write(hub.file(WEIGHTS));
        });

        download(MAIN);

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
    }

    @Test
    void aFileWithAnotherHashIsDeletedAndNamed() throws IOException {
        byte[] damaged = hub.file(WEIGHTS).clone();
        damaged[7]++;
        hub.script(FakeHub.CONTENT + WEIGHTS, exchange -> {
            exchange.sendResponseHeaders(200, damaged.length);
            exchange.getResponseBody().write(damaged);
        });

        assertThatThrownBy(() -> download(MAIN))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("org/model@main: model.safetensors: expected SHA-256 "
                        + FakeHub.hash("SHA-256", hub.file(WEIGHTS)) + ", found SHA-256 "
                        + FakeHub.hash("SHA-256", damaged));
        assertThat(names(root.resolve("models--org--model/blobs"))).hasSize(3).noneMatch(name -> name.contains("inco"));
        assertThat(new HubCache(root).snapshot(MAIN)).isEmpty();

        download(MAIN);
        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
    }

    @Test
    void aSmallFileIsCheckedByItsGitHash() {
        hub.scriptFile("tokenizer.json", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"" + FakeHub.gitHash(hub.file("tokenizer.json")) + "\"");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'[', ']'});
        });

        assertThatThrownBy(() -> download(MAIN))
                .hasMessageContaining(
                        "tokenizer.json: expected git hash " + FakeHub.gitHash(hub.file("tokenizer.json")));
    }

    @Test
    void aFileOfAnotherSizeIsDeletedAndNamed() {
        hub.scriptFile("tokenizer.json", exchange -> {
            exchange.getResponseHeaders().set("X-Linked-Size", "2");
            exchange.getResponseHeaders().set("ETag", FakeHub.gitHash(hub.file("tokenizer.json")));
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[3]);
        });

        assertThatThrownBy(() -> download(MAIN))
                .hasMessageContaining("tokenizer.json: expected a size of 2 bytes, found 3 bytes");
    }

    @Test
    void aFileThatCannotBeCheckedIsRefused() {
        hub.scriptFile("config.json", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"5d41402abc4b2a76b9719d911017c592\"");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[2]);
        });

        assertThatThrownBy(() -> download(MAIN)).hasMessageContaining("config.json: the answer lacks the header X-Lin");
    }

    @Test
    void theTokenGoesToTheHubAlone() {
        hub.requireToken("secret");
        token = "secret";

        download(MAIN);

        assertThat(hub.requests()).filteredOn(FakeHub.Request::isContent).isNotEmpty();
        assertThat(hub.requests()).allSatisfy(request -> assertThat(request.authorization())
                .isEqualTo(request.isContent() ? "" : "Bearer secret"));
    }

    @Test
    void aRedirectWithinTheHubKeepsTheToken() {
        hub.requireToken("secret");
        token = "secret";
        hub.scriptFile(
                "config.json",
                FakeHub.status(307, "Location", "/org/model/resolve/" + FakeHub.COMMIT + "/config.json"));

        download(MAIN);

        assertThat(hub.requestsFor("config.json")).hasSize(2);
    }

    @Test
    void anEndlessRedirectIsGivenUp() {
        String self = "/org/model/resolve/" + FakeHub.COMMIT + "/config.json";
        IntStream.range(0, 100).forEach(i -> hub.scriptFile("config.json", FakeHub.status(302, "Location", self)));

        assertThatThrownBy(() -> download(MAIN)).hasMessageContaining("after 5 redirects");
    }

    @Test
    void withoutATokenSaysHowToGetIn() {
        hub.requireToken("secret");

        assertThatThrownBy(() -> download(MAIN))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("refuses org/model@main: 401 (\"Access is restricted\")")
                .hasMessageContaining("set HF_TOKEN")
                .hasMessageContaining("accept the license at http://127.0.0.1")
                .hasMessageContaining("/org/model.");
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void withATokenThatDoesNotOpenItSaysWhatIsMissing() {
        hub.requireToken("secret");
        token = "other";

        assertThatThrownBy(() -> download(MAIN))
                .hasMessageContaining("403")
                .hasMessageContaining("Your HF_TOKEN does not open it: accept the license")
                .hasMessageNotContaining("other.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"org/nothing", "org/model@nowhere"})
    void whatIsNotThereIsNamed(String model) {
        HubId id = id(model);

        assertThatThrownBy(() -> download(id))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("knows no repository " + id.repository() + ", or no revision \"" + id.revision());
        assertThat(hub.requests()).hasSize(1);
        assertThat(root.resolve("models--org--model")).doesNotExist();
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        hub.scriptListing(FakeHub.status(429, "Retry-After", "7"));
        hub.scriptListing(FakeHub.status(503, "Retry-After", "Fri, 10 Jan 2025 12:00:20 GMT"));

        download(MAIN);

        // 7 s after the first answer; the second names a time 20 s after the begin, 13 s ahead.
        assertThat(time.total()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void doesNotWaitForHours() {
        hub.scriptListing(FakeHub.status(429, "Retry-After", "3600"));

        assertThatThrownBy(() -> download(MAIN)).hasMessageContaining("asks to wait 3600 s");
        assertThat(time.total()).isZero();
    }

    @Test
    void waitsLongerEachTimeAndGivesUp() {
        IntStream.range(0, 10).forEach(i -> hub.scriptListing(FakeHub.status(500)));

        assertThatThrownBy(() -> download(MAIN)).hasMessageContaining("127.0.0.1 answers 500, 6 times");
        assertThat(time.total()).isEqualTo(Duration.ofSeconds(1 + 2 + 4 + 8 + 16));
    }

    @Test
    void aSignedAddressThatRanOutIsAskedForAgain() {
        hub.script(FakeHub.CONTENT + WEIGHTS, FakeHub.status(403));

        download(MAIN);

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
    }

    @Test
    void aSilentConnectionIsGivenUpAndGoneOnWith() {
        hub.script(FakeHub.CONTENT + WEIGHTS, hub.stallAfter(WEIGHTS, 100_000));

        download(MAIN);

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
        assertThat(contentRanges()).containsExactly("", "bytes=100000-");
    }

    @Test
    void cancellingStopsInTheMiddleAndKeepsWhatArrived() {
        var stop = new AtomicBoolean();
        cancelled = stop::get;
        hub.script(FakeHub.CONTENT + WEIGHTS, exchange -> {
            stop.set(true);
            hub.stallAfter(WEIGHTS, 100_000).handle(exchange);
        });

        assertThatThrownBy(() -> download(MAIN)).isInstanceOf(CancellationException.class);
        assertThat(partial()).hasSize(100_000);
    }

    @Test
    void whereThereAreNoLinksTheFilesThemselvesAreThere() throws IOException {
        links = new SnapshotLinks((link, target) -> {
            throw new UnsupportedOperationException();
        });

        download(MAIN);
        download(MAIN);

        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(hub.file(WEIGHTS));
        assertThat(Files.isSymbolicLink(snapshot().resolve(WEIGHTS))).isFalse();
        assertThat(hub.requestsFor(WEIGHTS)).hasSize(2);
    }

    @Test
    void twoAtOnceDownloadOnce() {
        var runs = Stream.generate(() -> CompletableFuture.runAsync(() -> download(MAIN)))
                .limit(2)
                .toList();
        runs.forEach(CompletableFuture::join);

        assertThat(hub.requests()).filteredOn(FakeHub.Request::isContent).hasSize(1);
    }

    @Test
    void reportsBytes() {
        download(MAIN);

        assertThat(progress.begun).contains("download org/model@main: model.safetensors 300000");
        assertThat(progress.last).isEqualTo("300000: 0.3 of 0.3 MB");
    }

    @Test
    void aListingThatIsNotUnderstoodIsSaid() {
        hub.scriptListing(exchange -> {
            exchange.sendResponseHeaders(200, 6);
            exchange.getResponseBody().write("<html>".getBytes(StandardCharsets.UTF_8));
        });

        assertThatThrownBy(() -> download(MAIN)).hasMessageContaining("is not understood: it is not JSON");
    }

    private void download(HubId id) {
        download(id, Part.CHECKPOINT);
    }

    private void download(HubId id, Part part) {
        new ModelDownload(hub.settings(root, token), time, links, Duration.ofSeconds(1), progress, cancelled)
                .run(id, part);
    }

    private Path snapshot() {
        return new HubCache(root).snapshot(MAIN).orElseThrow();
    }

    private Path partial() {
        return partial(WEIGHTS);
    }

    private Path partial(String name) {
        return root.resolve("models--org--model/blobs").resolve(FakeHub.COMMIT + "-" + name + ".incomplete");
    }

    private void writePartial(byte[] bytes) throws IOException {
        Files.createDirectories(partial().getParent());
        Files.write(partial(), bytes);
    }

    private List<String> contentRanges() {
        return hub.requests().stream()
                .filter(FakeHub.Request::isContent)
                .map(FakeHub.Request::range)
                .toList();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static HubId id(String text) {
        return HubId.parse(text).orElseThrow();
    }

    private static final class RecordedProgress implements Progress {

        private final List<String> begun = new ArrayList<>();
        private String last = "";

        @Override
        public synchronized void begin(String what, long total) {
            begun.add(what + " " + total);
        }

        @Override
        public synchronized void advance(long done, String detail) {
            last = done + ": " + detail;
        }

        @Override
        public void end() {}
    }
}
