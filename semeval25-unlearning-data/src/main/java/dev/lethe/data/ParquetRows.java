package dev.lethe.data;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Reads parquet files, row by row in their order, as {@link JsonLines} reads jsonl: a row's number stands for its line.
 * DuckDB does the work, from memory and without a network: it may neither download nor load an extension.
 */
final class ParquetRows {

    private ParquetRows() {}

    /** Hands every row to {@code reader}, and reports all problems of the file, the reader's too, at its end. */
    static void read(Path file, Consumer<JsonLine> reader) {
        if (!Files.isRegularFile(file)) {
            throw UserException.data("file not found: " + file.toAbsolutePath().normalize());
        }
        Problems problems = new Problems(file);
        int rows = 0;
        try (Connection database = database();
                PreparedStatement query = database.prepareStatement("SELECT * FROM read_parquet(?)")) {
            query.setString(1, literal(file.toAbsolutePath().normalize().toString()));
            try (ResultSet result = query.executeQuery()) {
                ResultSetMetaData columns = result.getMetaData();
                while (result.next()) {
                    reader.accept(new JsonLine(++rows, object(result, columns), problems));
                }
            }
        } catch (SQLException e) {
            throw new UserException(
                    UserException.Kind.DATA,
                    file.toAbsolutePath().normalize() + " is not a readable parquet file: " + e.getMessage()
                            + "; the download may have been cut off",
                    e);
        }
        if (rows == 0) {
            throw problems.empty("rows with id, input, output and task");
        }
        problems.throwIfAny();
    }

    private static ObjectNode object(ResultSet row, ResultSetMetaData columns) throws SQLException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            Object value = row.getObject(i);
            if (value instanceof String text) {
                object.put(columns.getColumnName(i), text);
            } else if (value != null) {
                // Not text, whatever it is: the reader says so where text is needed.
                object.putPOJO(columns.getColumnName(i), value);
            }
        }
        return object;
    }

    /** A database in memory, with all that the engine has built in and nothing else. */
    static Connection database() throws SQLException {
        var settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("allow_community_extensions", "false");
        // The released files have a few thousand rows, and the machine's cores are for the model.
        settings.setProperty("threads", "1");
        return DriverManager.getConnection("jdbc:duckdb:", settings);
    }

    /** The path without its meaning as a pattern. */
    private static String literal(String path) {
        return path.replaceAll("[*?\\[]", "[$0]");
    }
}
