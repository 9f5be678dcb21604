package dev.lethe.harness.source;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.HubSettings;
import dev.lethe.harness.model.SafetensorsFolder;
import dev.lethe.harness.record.AtomicFile;
import dev.lethe.harness.record.ProcessLock;
import dev.lethe.harness.spi.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads what makes a checkpoint into the cache of the hub's clients. A revision is found there only when all of its
 * files are: its reference is written last.
 */
final class ModelDownload {

    private static final Logger LOG = LoggerFactory.getLogger(ModelDownload.class);

    /** Longest silence of a connection. A guess, well above a slow hub's pauses. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final HubCache cache;
    private final HubClient client;
    private final Retry retry;
    private final SnapshotLinks links;
    private final Duration silence;
    private final Progress progress;
    private final BooleanSupplier cancelled;

    ModelDownload(HubSettings settings, Progress progress, BooleanSupplier cancelled) {
        this(settings, Waiting.REAL, SnapshotLinks.symbolic(), SILENCE, progress, cancelled);
    }

    ModelDownload(
            HubSettings settings,
            Waiting waiting,
            SnapshotLinks links,
            Duration silence,
            Progress progress,
            BooleanSupplier cancelled) {
        this.cache = new HubCache(settings.cache());
        this.client = new HubClient(settings, waiting);
        this.retry = new Retry(waiting, cancelled);
        this.links = links;
        this.silence = silence;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    /** Which files of a repository are wanted. */
    enum Part {
        /** Configuration, tokenizer and weights. */
        CHECKPOINT,
        /** Configuration and tokenizer. */
        TOKENIZER
    }

    /** Downloads what is missing; one process at a time, so that a second one finds the work done. */
    void run(HubId id, Part part) {
        ProcessLock.whileHolding(
                cache.lock(id),
                "downloads " + id,
                "name a writable folder with HF_HUB_CACHE",
                cancelled,
                () -> download(id, part));
    }

    private void download(HubId id, Part part) {
        HubListing listing = retry.run(id.toString(), () -> {
            try (HubResponse response = client.listing(id);
                    var body = new StallGuard(response.body(), silence, cancelled)) {
                return HubListing.read(id, body.readAll());
            }
        });
        SortedSet<String> small = CheckpointFiles.small(listing.files());
        if (part == Part.CHECKPOINT) {
            requireWeights(id, listing.files());
        }
        LOG.info("Downloading {} (commit {}) into {}", id, listing.commit(), cache.repository(id));
        createBlobs(id);
        fetch(id, listing, small);
        if (part == Part.CHECKPOINT) {
            fetchWeights(id, listing);
        }
        if (!id.namesCommit()) {
            AtomicFile.write(cache.reference(id), listing.commit());
        }
    }

    private void fetchWeights(HubId id, HubListing listing) {
        if (listing.files().contains(SafetensorsFolder.SINGLE)) {
            fetch(id, listing, Set.of(SafetensorsFolder.SINGLE));
        } else {
            fetch(id, listing, Set.of(SafetensorsFolder.INDEX));
            Path index = cache.snapshot(id, listing.commit()).resolve(SafetensorsFolder.INDEX);
            fetch(id, listing, CheckpointFiles.shards(index));
        }
    }

    private void fetch(HubId id, HubListing listing, Collection<String> names) {
        for (String name : names) {
            Path pointer = cache.snapshot(id, listing.commit()).resolve(name);
            if (!Files.isRegularFile(pointer)) {
                var file = new HubFile(id, listing.commit(), name);
                links.link(pointer, retry.run(file.toString(), download(file)));
            }
        }
    }

    private FileDownload download(HubFile file) {
        return new FileDownload(new HubRemoteFile(client, file), cache.blobs(file.id()), silence, progress, cancelled);
    }

    private void createBlobs(HubId id) {
        try {
            Files.createDirectories(cache.blobs(id));
        } catch (IOException e) {
            throw UserException.environment(
                    "cannot create " + cache.blobs(id) + ": " + e + "; name a writable folder with HF_HUB_CACHE", e);
        }
    }

    private static void requireWeights(HubId id, Set<String> files) {
        if (!files.contains(SafetensorsFolder.SINGLE) && !files.contains(SafetensorsFolder.INDEX)) {
            throw UserException.checkpoint(id + " holds neither " + SafetensorsFolder.SINGLE + " nor "
                    + SafetensorsFolder.INDEX + ", only " + String.join(", ", files)
                    + ". Weights in another format have to be saved as safetensors first.");
        }
    }
}
