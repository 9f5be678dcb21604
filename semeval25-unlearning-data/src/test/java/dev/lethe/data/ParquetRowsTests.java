package dev.lethe.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetRowsTests {

    private static final String FORGET =
            "('7sc1', 'Once', 'upon', 'Task1', 'forget'), ('7qa0', 'Who?', ' é\nAda ', 'Task1', 'forget')";
    private static final String RETAIN = "('8sc1', 'Twice', 'upon', 'Task1', 'retain')";

    @TempDir
    private Path folder;

    @Test
    void readsRowsInTheirOrderAndTextExactly() throws IOException, SQLException {
        write("data/forget_train-00000-of-00001.parquet", FORGET);
        write("data/retain_train-00000-of-00001.parquet", RETAIN);

        UnlearningDataset rows = RowReader.read(folder);

        assertThat(rows.forget())
                .containsExactly(
                        new Row("7sc1", "Once", "upon", Task.TASK1), new Row("7qa0", "Who?", " é\nAda ", Task.TASK1));
        assertThat(rows.retain()).hasSize(1);
    }

    @Test
    void takesTheTrainingPartOfTheWholeRelease() throws IOException, SQLException {
        write("forget_train-0.parquet", FORGET);
        write("forget_validation-0.parquet", "('9sc1', 'a', 'b', 'Task1', 'forget')");
        write("retain_train-0.parquet", RETAIN);
        write("retain_validation-0.parquet", "('10sc1', 'a', 'b', 'Task1', 'retain')");

        assertThat(RowReader.read(folder).forget()).extracting(Row::id).containsExactly("7sc1", "7qa0");
    }

    @Test
    void aPathIsNoPattern() throws IOException, SQLException {
        Path odd = folder.resolve("a[1] *'?");
        write("a[1] *'?/forget.parquet", FORGET);
        write("a[1] *'?/retain.parquet", RETAIN);

        assertThat(RowReader.read(odd).forget()).hasSize(2);
    }

    @Test
    void namesFileAndRowOfAMistake() throws IOException, SQLException {
        write("forget.parquet", "('7sc1', 'Once', NULL, 'Task1', 'forget'), ('7qa0', 'Who?', 'x', 'Task4', 'retain')");
        write("retain.parquet", RETAIN);

        assertThatThrownBy(() -> RowReader.read(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("forget.parquet:1: field \"output\" is missing")
                .hasMessageContaining("forget.parquet:2: field \"task\" is \"Task4\"")
                .hasMessageContaining("forget.parquet:2: field \"split\" is \"retain\"");
    }

    @Test
    void saysThatAFileIsNoParquet() throws IOException, SQLException {
        Files.writeString(folder.resolve("forget.parquet"), "PAR1");
        write("retain.parquet", RETAIN);

        assertThatThrownBy(() -> RowReader.read(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("forget.parquet is not a readable parquet file");
    }

    @Test
    void downloadsAndLoadsNoExtension() throws SQLException {
        try (Connection database = ParquetRows.database();
                Statement statement = database.createStatement();
                ResultSet settings = statement.executeQuery("SELECT current_setting('autoinstall_known_extensions'),"
                        + " current_setting('autoload_known_extensions'),"
                        + " current_setting('allow_community_extensions')")) {
            assertThat(settings.next()).isTrue();
            assertThat(settings.getBoolean(1)).isFalse();
            assertThat(settings.getBoolean(2)).isFalse();
            assertThat(settings.getBoolean(3)).isFalse();
        }
    }

    private void write(String name, String rows) throws IOException, SQLException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute("COPY (SELECT * FROM (VALUES " + rows + ") AS t(id, input, output, task, split)) TO '"
                    + file.toString().replace("'", "''") + "' (FORMAT parquet)");
        }
    }
}
