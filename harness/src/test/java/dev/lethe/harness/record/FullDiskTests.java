package dev.lethe.harness.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing more can be written, the error says what to do and what was finished is kept. */
class FullDiskTests {

    private static final Path FULL = Path.of("/dev/full");
    private static final Path SHELL = Path.of("/bin/sh");
    private static final List<MembershipRow> ROWS = IntStream.range(0, 100)
            .mapToObj(i -> new MembershipRow("document" + i, true, i / 8.0))
            .toList();
    private static final int BATCH = 4;
    private static final String ROW_FILE = "membership.jsonl";
    private static final String STEPS_FILE = "steps.csv";

    @TempDir
    private Path folder;

    /** JUnit warns of links that lead out of its folder. */
    @AfterEach
    void removeLinks() throws IOException {
        for (String name : List.of(ROW_FILE, STEPS_FILE)) {
            Files.deleteIfExists(folder.resolve(name));
        }
    }

    @Test
    void rowsSayFileBytesWhatIsKeptAndWhatToDo() throws IOException {
        var file = JsonlFile.membership(onFullDisk(ROW_FILE));
        int bytes = "{\"id\":\"document0\",\"member\":true,\"nll\":0.0}\n".length();

        assertThatThrownBy(() -> file.append(ROWS.subList(0, 1)))
                .isInstanceOf(UserException.class)
                .hasMessage("No space left on the disk of " + file.path() + " for " + bytes + " bytes. 0 finished rows"
                        + " are kept in it. Free space and run the same command again: finished work is not repeated.");
    }

    @Test
    void stepsSaySo() throws IOException {
        Path full = onFullDisk(STEPS_FILE);

        assertThatThrownBy(() -> StepsFile.create(full))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("No space left on the disk of " + full.resolve(STEPS_FILE));
    }

    /** A process that may write files of one block only is stopped in the middle of a row, as by a full disk. */
    @Test
    void rowsThatWereFinishedAreKeptAndOnlyTheOthersAreAddedLater() throws IOException, InterruptedException {
        String message = appendInOneBlock(folder);
        var file = JsonlFile.membership(folder);
        List<MembershipRow> kept = file.look();

        assertThat(message)
                .contains(file.path() + " cannot be written")
                .contains(kept.size() + " finished rows are kept in it")
                .contains("run the same command again");
        assertThat(kept).hasSizeBetween(BATCH, ROWS.size() - BATCH).isEqualTo(ROWS.subList(0, kept.size()));
        assertThat(file.path()).content().as("no part of a row is left").endsWith("}\n");

        file.append(ROWS.subList(kept.size(), ROWS.size()));

        assertThat(file.read()).isEqualTo(ROWS);
    }

    private Path onFullDisk(String name) throws IOException {
        assumeTrue(Files.exists(FULL), FULL + ", a disk that is always full, is a device of Linux");
        Files.createSymbolicLink(folder.resolve(name), FULL);
        return folder;
    }

    private static String appendInOneBlock(Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.exists(SHELL), "the limit is set by " + SHELL);
        Process process = new ProcessBuilder(
                        SHELL.toString(),
                        "-c",
                        "ulimit -f 1 && exec \"$@\"",
                        "limited",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // It would write a file of its own.
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        FullDiskTests.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    /** The process: {@code main FOLDER} adds rows until it cannot, and prints the error. */
    public static void main(String[] arguments) {
        var file = JsonlFile.membership(Path.of(arguments[0]));
        try {
            for (int i = 0; i < ROWS.size(); i += BATCH) {
                file.append(ROWS.subList(i, i + BATCH));
            }
        } catch (UserException expected) {
            System.out.println(expected.getMessage());
        }
    }
}
