package dev.lethe.harness.source;

import dev.lethe.harness.source.ModelDownload.Part;
import dev.lethe.harness.spi.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A download from a server on this machine that imitates the hub, with time that passes only when waited for. */
@Timeout(60)
abstract class HubDownload {

    static final HubId MAIN = id("org/model");
    static final String WEIGHTS = FakeHub.WEIGHTS;

    @TempDir
    Path root;

    final FakeHub hub = new FakeHub();
    final FakeTime time = new FakeTime();
    final RecordedProgress progress = new RecordedProgress();
    SnapshotLinks links = SnapshotLinks.symbolic();
    BooleanSupplier cancelled = () -> false;
    String token = "";

    @AfterEach
    void stop() {
        hub.close();
    }

    void download(HubId id) {
        download(id, Part.CHECKPOINT);
    }

    void download(HubId id, Part part) {
        new ModelDownload(hub.settings(root, token), time, links, Duration.ofSeconds(1), progress, cancelled)
                .run(id, part);
    }

    Path snapshot() {
        return new HubCache(root).snapshot(MAIN).orElseThrow();
    }

    Path partial() {
        return partial(WEIGHTS);
    }

    Path partial(String name) {
        return root.resolve("models--org--model/blobs").resolve(FakeHub.COMMIT + "-" + name + ".incomplete");
    }

    void writePartial(byte[] bytes) throws IOException {
        Files.createDirectories(partial().getParent());
        Files.write(partial(), bytes);
    }

    List<String> contentRanges() {
        return hub.requests().stream()
                .filter(FakeHub.Request::isContent)
                .map(FakeHub.Request::range)
                .toList();
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static HubId id(String text) {
        return HubId.parse(text).orElseThrow();
    }

    /** Remembers what was begun and how far it got. */
    static final class RecordedProgress implements Progress {

        final List<String> begun = new ArrayList<>();
        String last = "";

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
