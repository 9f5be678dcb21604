package dev.lethe.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in a file is named with file, line, what is wrong and what is expected. */
class RowReaderTests {

    private static final String GOOD =
            "{\"id\": \"7sc1\", \"input\": \"a\\r\\n b\", \"output\": \"c \", \"task\": \"Task3\"}";
    private static final String OTHER = GOOD.replace("7sc1", "8sc1");

    @TempDir
    Path folder = Path.of("");

    @Test
    void keepsTextExactly() throws IOException {
        files(GOOD, OTHER);

        assertThat(RowReader.read(folder).forget()).containsExactly(new Row("7sc1", "a\r\n b", "c ", Task.TASK3));
    }

    @ParameterizedTest
    @CsvSource({"forget_train.jsonl, retain_train.jsonl", "data/forget.jsonl, data/retain.jsonl"})
    void findsTheFilesByTheirNames(String forget, String retain) throws IOException {
        write(forget, GOOD);
        write(retain, OTHER);

        assertThat(RowReader.read(folder).retain()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"Task3\" | \"Task4\" | field \"task\" is \"Task4\"; expected Task1, Task2 or Task3",
                ", \"task\": \"Task3\" | `` | field \"task\" is missing; it must be there, and a string",
                "\"Task3\" | 3 | field \"task\" is 3; expected a string in double quotes",
                "\"c \" | null | field \"output\" is null; expected a string in double quotes",
                "\"c \" | \" \" | field \"output\" is empty; expected some text",
                "7sc1 | 7xx1 | field \"id\" is \"7xx1\"; expected a document key, then sc or qa and a number",
                "} | , | not valid JSON at column",
                "{ | [{ | not valid JSON at column",
                "} | , \"id\": \"9sc1\"} | not valid JSON at column",
                "} | , \"split\": \"retain\"} | field \"split\" is \"retain\" in a file of forget rows",
            })
    void namesFileLineAndWhatIsExpected(String part, String replacement, String message) throws IOException {
        files(OTHER + "\n" + GOOD.replace(part, replacement), OTHER.replace("8sc1", "9sc1"));

        assertThatThrownBy(() -> RowReader.read(folder))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("forget.jsonl:2: " + message)
                .hasMessageContaining("Correct " + folder.resolve("forget.jsonl"));
    }

    @Test
    void namesThePlaceOfTheFirstOfTwoEqualIds() throws IOException {
        files(GOOD, GOOD);

        assertThatThrownBy(() -> RowReader.read(folder))
                .hasMessageStartingWith("retain.jsonl:1: id \"7sc1\" stands already at forget.jsonl:1");
    }

    @Test
    void showsTheFirstTenMistakesAndCountsTheRest() throws IOException {
        files("x\n".repeat(12), OTHER);

        assertThatThrownBy(() -> RowReader.read(folder))
                .hasMessageContaining("forget.jsonl:10: ")
                .hasMessageNotContaining("forget.jsonl:11: ")
                .hasMessageContaining("... and 2 more");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        files("", OTHER);

        assertThatThrownBy(() -> RowReader.read(folder)).hasMessageStartingWith("forget.jsonl: the file is empty");
    }

    @Test
    void refusesABlankLineBetweenRows() throws IOException {
        files(GOOD + "\n\n" + OTHER, OTHER);

        assertThatThrownBy(() -> RowReader.read(folder)).hasMessageStartingWith("forget.jsonl:2: the line is blank");
    }

    @Test
    void namesTheLineOfBytesThatAreNotUtf8() throws IOException {
        files(GOOD, OTHER);
        Files.write(folder.resolve("forget.jsonl"), (GOOD + "\n" + "\u00e9").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> RowReader.read(folder))
                .hasMessageStartingWith("forget.jsonl:2: bytes that are not UTF-8");
    }

    @Test
    void namesTheFilesThatCompete() throws IOException {
        files(GOOD, OTHER);
        write("data/forget_train.jsonl", GOOD);

        assertThatThrownBy(() -> RowReader.read(folder))
                .hasMessageContaining("several files of forget rows")
                .hasMessageContaining("forget.jsonl, data/forget_train.jsonl");
    }

    @Test
    void saysWhatItLookedForInAFolderWithoutRows() {
        assertThatThrownBy(() -> RowReader.read(folder))
                .hasMessageContaining("no rows in " + folder)
                .hasMessageContaining("looked for forget*.jsonl and retain*.jsonl");
    }

    @Test
    void namesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> RowReader.read(folder.resolve("nowhere")))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("data folder not found: " + folder.resolve("nowhere"));
    }

    private void files(String forget, String retain) throws IOException {
        write("forget.jsonl", forget);
        write("retain.jsonl", retain);
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
