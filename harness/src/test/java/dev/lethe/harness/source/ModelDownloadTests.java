package dev.lethe.harness.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.source.ModelDownload.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a download leaves in the cache, and what it asks for. */
class ModelDownloadTests extends HubDownload {

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
    void whereThereAreNoLinksTheFilesThemselvesAreThere() throws IOException {
        links = new SnapshotLinks((link, target) -> {
            // As Files.createSymbolicLink does on such a file system.
            throw new UnsupportedOperationException("no symbolic links here");
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
}
