package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.BenchmarkFolder;
import dev.lethe.data.generate.DefaultData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTests {

    @TempDir
    private Path folder;

    @Test
    void writesWhatTheReadersReadBack() {
        Path out = folder.resolve("data");

        Console console = Console.lethe("data", "generate", "--seed", "7", "--documents", "2", "--out", out.toString());

        assertThat(console.err()).isEmpty();
        assertThat(console.exitCode()).isZero();
        assertThat(BenchmarkFolder.find(out).read().rows())
                .isEqualTo(DefaultData.generate(7, 2).rows());
    }

    @Test
    void saysWhatItWroteAndWhatToDoNext() {
        Path out = folder.resolve("with space");

        Console console = Console.lethe("data", "generate", "--documents", "1", "--out", out.toString());

        assertThat(console.out())
                .contains("Wrote to " + out, "seed 42, 1 documents", "forget rows", "nonmembers", "questions")
                .endsWith(String.format("mvn test -Dmethods=sugd,agad \"-Ddata=%s\"%n", out));
    }

    @Test
    void leavesAFullFolderAsItIs() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine.txt"), "mine");

        Console console = Console.lethe("data", "generate", "--out", folder.toString());

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains(folder.toString()).doesNotContain("\tat ");
        assertThat(folder).isDirectoryContaining("glob:**mine.txt");
        assertThat(mine).hasContent("mine");
    }

    @Test
    void namesTheAllowedNumberOfDocuments() {
        Console console = Console.lethe(
                "data",
                "generate",
                "--documents",
                "1000",
                "--out",
                folder.resolve("data").toString());

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains("1000", "1 to " + DefaultData.MOST_DOCUMENTS);
    }

    @Test
    void asksForTheFolder() {
        Console console = Console.lethe("data", "generate");

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains("--out=DIR");
    }
}
