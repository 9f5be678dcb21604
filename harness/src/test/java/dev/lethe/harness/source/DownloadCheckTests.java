package dev.lethe.harness.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Nothing that is not what the hub says it is stays on the disk. */
class DownloadCheckTests extends HubDownload {

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
    void aListingThatIsNotUnderstoodIsSaid() {
        hub.scriptListing(exchange -> {
            exchange.sendResponseHeaders(200, 6);
            exchange.getResponseBody().write("<html>".getBytes(StandardCharsets.UTF_8));
        });

        assertThatThrownBy(() -> download(MAIN)).hasMessageContaining("is not understood: it is not JSON");
    }
}
