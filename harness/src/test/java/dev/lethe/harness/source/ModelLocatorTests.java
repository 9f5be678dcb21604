package dev.lethe.harness.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.HubSettings;
import dev.lethe.harness.spi.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLocatorTests {

    private static final String OTHER_COMMIT = "f".repeat(40);

    @TempDir
    private Path root;

    private Path cwd;
    private Path hubCache;
    private HubSettings hub;

    @BeforeEach
    void folders() throws IOException {
        cwd = Files.createDirectories(root.resolve("work"));
        hubCache = root.resolve("hub");
        hub = new HubSettings(false, URI.create("http://127.0.0.1:1"), hubCache, null);
    }

    @Test
    void aFolderIsFoundFromWhereTheUserIs() throws IOException {
        Path folder = Files.createDirectories(cwd.resolve("models/mine"));

        assertThat(problems("models/mine")).isEmpty();
        assertThat(folder("models/mine")).isEqualTo(folder);
        assertThat(folder(folder.toString())).isEqualTo(folder);
    }

    @Test
    void aFolderWinsOverTheHub() throws IOException {
        snapshot("org", "model", FakeHub.COMMIT);
        reference("org", "model", "main", FakeHub.COMMIT);
        Path folder = Files.createDirectories(cwd.resolve("org/model"));

        assertThat(folder("org/model")).isEqualTo(folder);
    }

    @Test
    void aRevisionIsFoundByItsReference() throws IOException {
        Path main = snapshot("org", "model", FakeHub.COMMIT);
        Path other = snapshot("org", "model", OTHER_COMMIT);
        reference("org", "model", "main", FakeHub.COMMIT + "\n");
        reference("org", "model", "refs/pr/1", OTHER_COMMIT);

        assertThat(problems("org/model")).isEmpty();
        assertThat(folder("org/model")).isEqualTo(main);
        assertThat(folder("org/model@main")).isEqualTo(main);
        assertThat(folder("org/model@refs/pr/1")).isEqualTo(other);
    }

    @Test
    void saysFromWhichCommitAFolderIs() throws IOException {
        snapshot("org", "model", FakeHub.COMMIT);
        reference("org", "model", "main", FakeHub.COMMIT);
        Files.createDirectories(cwd.resolve("mine"));

        assertThat(locator().origin("org/model")).contains(new HubId("org", "model", FakeHub.COMMIT));
        assertThat(locator().origin("org/model@" + OTHER_COMMIT)).contains(new HubId("org", "model", OTHER_COMMIT));
        assertThat(locator().origin("mine")).isEmpty();
    }

    @Test
    void aCommitNeedsNoReference() throws IOException {
        Path folder = snapshot("org", "model", OTHER_COMMIT);

        assertThat(folder("org/model@" + OTHER_COMMIT)).isEqualTo(folder);
        assertThat(problems("org/model")).isNotEmpty();
    }

    @Test
    void aReferenceThatLeadsElsewhereIsNone() throws IOException {
        reference("org", "model", "main", "../../..");

        assertThat(problems("org/model")).isNotEmpty();
    }

    @Test
    void aNameOfTheCatalogIsItsRepository() throws IOException {
        Path folder = snapshot("microsoft", "phi-1_5", FakeHub.COMMIT);
        reference("microsoft", "phi-1_5", "main", FakeHub.COMMIT);

        assertThat(folder("phi-1.5")).isEqualTo(folder);
    }

    @Test
    void saysWhatWasLookedForAndHowToGetIt() {
        assertThat(problems("org/model"))
                .isEqualTo("unknown model \"org/model\": " + cwd.resolve("org/model")
                        + " is no folder, and org/model@main is not in the Hugging Face cache (looked for "
                        + hubCache.resolve("models--org--model/refs/main")
                        + "); -Dnetwork=true would download it from http://127.0.0.1:1. Known names: tiny, gpt-neo-1.3b,"
                        + " gpt-neo-125m, llama-2-7b, llama-2-7b-chat, olmo-1b, olmo-7b-instruct, phi-1.5, semeval-1b,"
                        + " semeval-7b; otherwise a folder with config.json, tokenizer.json and safetensors files, or"
                        + " ORG/NAME[@REVISION] of the Hugging Face hub.");
        assertThat(problems("org/model@" + OTHER_COMMIT))
                .contains("looked for " + hubCache.resolve("models--org--model/snapshots/" + OTHER_COMMIT));
        assertThat(problems("olmo"))
                .contains("unknown model \"olmo\": " + cwd.resolve("olmo") + " is no folder. Known");
        assertThatThrownBy(() -> folder("org/model"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("org/model@main is not in the Hugging Face cache");
    }

    @Test
    void withTheNetworkTheFormIsEnoughAtFirst() {
        hub = new HubSettings(true, hub.endpoint(), hubCache, null);

        assertThat(problems("org/model")).isEmpty();
        assertThat(problems("semeval-1b")).isEmpty();
        assertThat(problems("olmo")).contains("unknown model");
    }

    @Test
    void anIncompleteSnapshotIsToldFileByFile() throws IOException {
        Path snapshot = snapshot("org", "model", FakeHub.COMMIT);
        reference("org", "model", "main", FakeHub.COMMIT);
        Files.delete(snapshot.resolve("tokenizer.json"));
        Files.delete(snapshot.resolve("model.safetensors"));
        Files.writeString(
                snapshot.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}");
        Files.writeString(snapshot.resolve("two.safetensors"), "");

        // Not at discovery: what is in a folder is the trial's business.
        assertThat(problems("org/model")).isEmpty();
        assertThatThrownBy(() -> folder("org/model"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("org/model@main is incomplete: " + snapshot
                        + " lacks one.safetensors, tokenizer.json; -Dnetwork=true would download what is missing");
    }

    @Test
    void anIndexThatNamesAFileElsewhereIsRefused() throws IOException {
        Path snapshot = snapshot("org", "model", FakeHub.COMMIT);
        reference("org", "model", "main", FakeHub.COMMIT);
        Files.delete(snapshot.resolve("model.safetensors"));
        Files.writeString(
                snapshot.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"a\": \"../../secret.safetensors\"}}");

        assertThatThrownBy(() -> folder("org/model"))
                .hasMessageContaining("weight_map names \"../../secret.safetensors\"");
    }

    @Test
    void downloadsWhatIsMissing() throws IOException {
        try (var server = new FakeHub()) {
            hub = server.settings(hubCache, "");
            Path folder = folder("org/model");
            assertThat(folder).isEqualTo(hubCache.resolve("models--org--model/snapshots/" + FakeHub.COMMIT));
            assertThat(CheckpointFiles.missing(folder)).isEmpty();
            int requests = server.requests().size();

            assertThat(folder("org/model")).isEqualTo(folder);
            assertThat(server.requests()).hasSize(requests);

            Files.delete(folder.resolve("config.json"));
            assertThat(folder("org/model").resolve("config.json")).isNotEmptyFile();

            server.remove("tokenizer.json");
            Files.delete(folder.resolve("tokenizer.json"));
            assertThatThrownBy(() -> folder("org/model"))
                    .hasMessageContaining("lacks tokenizer.json, and the hub does not have them either");
        }
    }

    @Test
    void aModelOfTheTaskBorrowsTheTokenizerOfItsBase() throws IOException {
        String organization = "llmunlearningsemeval2025organization";
        String name = "olmo-1B-model-semeval25-unlearning";
        Path snapshot = snapshot(organization, name, FakeHub.COMMIT);
        reference(organization, name, "main", FakeHub.COMMIT);
        Files.delete(snapshot.resolve("tokenizer.json"));

        assertThatThrownBy(() -> folder("semeval-1b"))
                .hasMessageContaining("brings no tokenizer.json and uses that of allenai/OLMo-1B-0724-hf@main");

        Path base = snapshot("allenai", "OLMo-1B-0724-hf", OTHER_COMMIT);
        reference("allenai", "OLMo-1B-0724-hf", "main", OTHER_COMMIT);
        Files.writeString(base.resolve("tokenizer_config.json"), "{}");

        Path folder = folder("semeval-1b");
        assertThat(folder).startsWith(root.resolve("lethe"));
        assertThat(CheckpointFiles.missing(folder)).isEmpty();
        assertThat(folder.resolve("model.safetensors")).hasContent("model.safetensors of " + name);
        assertThat(folder.resolve("config.json")).hasContent("config.json of " + name);
        assertThat(folder.resolve("tokenizer.json")).hasContent("tokenizer.json of OLMo-1B-0724-hf");
        assertThat(folder.resolve("tokenizer_config.json")).hasContent("{}");
        assertThat(folder("semeval-1b")).isEqualTo(folder);
        assertThat(snapshot.resolve("tokenizer.json")).doesNotExist();
    }

    private String problems(String model) {
        return String.join("\n", locator().problems(model, "tiny"));
    }

    private Path folder(String model) {
        return locator().folder(model, Progress.SILENT, () -> false);
    }

    private ModelLocator locator() {
        return new ModelLocator(cwd, root.resolve("lethe"), hub, ModelCatalog.load());
    }

    private Path snapshot(String organization, String name, String commit) throws IOException {
        Path folder = hubCache.resolve("models--" + organization + "--" + name)
                .resolve("snapshots")
                .resolve(commit);
        Files.createDirectories(folder);
        for (String file : new String[] {"config.json", "tokenizer.json", "model.safetensors"}) {
            Files.writeString(folder.resolve(file), file + " of " + name);
        }
        return folder;
    }

    private void reference(String organization, String name, String revision, String commit) throws IOException {
        Path file = hubCache.resolve("models--" + organization + "--" + name)
                .resolve("refs")
                .resolve(revision);
        Files.createDirectories(file.getParent());
        Files.writeString(file, commit);
    }
}
