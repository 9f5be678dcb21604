package dev.lethe.harness.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentHashTests {

    /** What {@code printf 'hello\n' | git hash-object --stdin} prints. */
    private static final String GIT_HELLO = "ce013625030ba8dba906f756967f9e9ca394464a";

    /** What {@code printf 'hello\n' | sha256sum} prints. */
    private static final String SHA_HELLO = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {GIT_HELLO, SHA_HELLO})
    void isComputedAsGitAndShaDo(String hex) throws IOException {
        Path file = Files.writeString(folder.resolve("hello"), "hello\n");
        ContentHash hash = ContentHash.parse(hex).orElseThrow();

        assertThat(hash.of(file)).isEqualTo(hash);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"" + GIT_HELLO + "\"", "W/\"" + GIT_HELLO + "\"", " " + GIT_HELLO})
    void isReadInAllSpellings(String tag) {
        assertThat(ContentHash.parse(tag)).contains(new ContentHash(ContentHash.Kind.GIT_BLOB, GIT_HELLO));
    }

    @Test
    void otherTagsAreNoHashes() {
        assertThat(ContentHash.parse("\"5d41402abc4b2a76b9719d911017c592\"")).isEmpty();
        assertThat(ContentHash.parse("../" + GIT_HELLO)).isEmpty();
        assertThat(ContentHash.parse("")).isEmpty();
    }
}
