package dev.lethe.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is shown, compared whole. {@code -Dlethe.updateGolden=true} writes the files anew, to be read and committed. */
final class GoldenFileTests {

    private static final Path GOLDEN = Path.of("src/test/resources/dev/lethe/leaderboard");

    private final Leaderboard leaderboard = Leaderboard.of(Demo.records());

    @Test
    void page() throws IOException {
        assertGolden("index.html", Page.render(leaderboard));
    }

    @Test
    void json() throws IOException {
        assertGolden("leaderboard.json", leaderboard.json());
    }

    @Test
    void console() throws IOException {
        assertGolden("console.txt", ConsoleTable.text(leaderboard));
    }

    private static void assertGolden(String name, String actual) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("lethe.updateGolden")) {
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
    }
}
