package dev.lethe.harness.source;

import dev.lethe.data.UserException;
import dev.lethe.harness.record.AtomicFolder;
import dev.lethe.harness.record.ProcessLock;
import dev.lethe.harness.spi.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads a release of data into a folder that appears whole or not at all. What arrives waits beside it under
 * {@code .NAME-download}, so that the same command goes on after it was stopped.
 */
public final class DataDownload {

    private static final Logger LOG = LoggerFactory.getLogger(DataDownload.class);

    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final GitHub github;
    private final Duration silence;
    private final Progress progress;
    private final BooleanSupplier cancelled;

    /** @param cancelled asked while waiting and while reading; when true, the download stops */
    public DataDownload(Progress progress, BooleanSupplier cancelled) {
        this(GitHub.real(), SILENCE, progress, cancelled);
    }

    /**
     * From servers that answer as GitHub's do.
     *
     * @param contents in the place of {@code raw.githubusercontent.com}
     * @param api in the place of {@code api.github.com}
     */
    public static DataDownload from(URI contents, URI api, Progress progress, BooleanSupplier cancelled) {
        return new DataDownload(new GitHub(contents, api, Waiting.REAL), SILENCE, progress, cancelled);
    }

    DataDownload(GitHub github, Duration silence, Progress progress, BooleanSupplier cancelled) {
        this.github = github;
        this.silence = silence;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    /**
     * Brings the release into {@code target}.
     *
     * @return whether it had to be brought; false where the folder holds something already
     */
    public boolean run(DataRelease release, Path target) {
        Path downloads = target.resolveSibling("." + target.getFileName() + "-download");
        boolean[] brought = new boolean[1];
        ProcessLock.whileHolding(
                downloads.resolve("lock"),
                "downloads " + release.label(),
                "name a folder in a writable one with --out",
                cancelled,
                () -> {
                    brought[0] = !holdsSomething(target) && download(release, target, downloads);
                    if (holdsSomething(target)) {
                        discard(downloads);
                    }
                });
        return brought[0];
    }

    /** The lock in it goes too: whoever waits for it finds the target, and nothing or the folder of a third one here. */
    private static void discard(Path downloads) {
        if (!Files.isDirectory(downloads)) {
            return;
        }
        try {
            AtomicFolder.discard(downloads);
        } catch (UserException inUse) {
            LOG.info("{} is left behind, which is of no use now: {}", downloads, inUse.getMessage());
        }
    }

    private boolean download(DataRelease release, Path target, Path downloads) {
        Map<String, Path> files = new TreeMap<>();
        hashes(release).forEach((name, hash) -> {
            RemoteFile file = github.file(release.repository(), release.folder() + "/" + name, hash);
            var work = new FileDownload(file, downloads, silence, progress, cancelled);
            files.put(name, arrived(downloads, hash, () -> retry().run(file.toString(), work)));
        });
        Path draft = AtomicFolder.create(target);
        try {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                if (release.archiveHash().isPresent()) {
                    Archive.unpack(file.getValue(), draft);
                } else {
                    Files.copy(file.getValue(), draft.resolve(file.getKey()));
                }
            }
            Files.deleteIfExists(target);
        } catch (IOException e) {
            throw UserException.environment(
                    "cannot write " + draft + ": " + e + ". Is the disk full? --out names another folder.", e);
        }
        AtomicFolder.publish(draft, target);
        return true;
    }

    /** A file that an earlier run brought whole, checked again, or else a new one. */
    private static Path arrived(Path downloads, ContentHash hash, Supplier<Path> download) {
        Path file = downloads.resolve(hash.hex());
        try {
            return Files.isRegularFile(file) && hash.of(file).equals(hash) ? file : download.get();
        } catch (IOException e) {
            throw UserException.environment("cannot read " + file + ": " + e, e);
        }
    }

    private SortedMap<String, ContentHash> hashes(DataRelease release) {
        var wanted = new TreeMap<String, ContentHash>();
        release.archiveHash().ifPresent(hash -> wanted.put(release.files().get(0), hash));
        if (wanted.isEmpty()) {
            wanted.putAll(retry().run(
                            "the hashes of " + release.label(),
                            () -> github.hashes(release.repository(), release.folder(), silence, cancelled)));
            wanted.keySet().retainAll(release.files());
        }
        if (wanted.size() < release.files().size()) {
            throw UserException.data("GitHub states no hash for all of " + String.join(", ", release.files()) + " in "
                    + release.source()
                    + ", so what arrives could not be checked. Get the files elsewhere and name their"
                    + " folder.");
        }
        return wanted;
    }

    private Retry retry() {
        return new Retry(github.waiting(), cancelled);
    }

    private static boolean holdsSomething(Path folder) {
        if (!Files.exists(folder)) {
            return false;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isPresent();
        } catch (IOException e) {
            throw UserException.environment("cannot list " + folder + ": " + e + "; is it a folder of yours?", e);
        }
    }
}
