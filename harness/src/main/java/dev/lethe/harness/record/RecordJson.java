package dev.lethe.harness.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one writer and the one reader of {@code record.json}. Its schema is the resource {@code record.schema.json}. */
public final class RecordJson {

    /** The file's name in a trial's folder. */
    public static final String FILE = "record.json";

    private static final ObjectWriter PRETTY = LetheJson.MAPPER.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private RecordJson() {}

    /** Writes {@code record} to {@code file} at once: a reader sees the old one or the new one, never a part. */
    public static void write(Path file, RunRecord record) {
        AtomicFile.write(file, text(tree(record)));
    }

    /**
     * Reads a record.
     *
     * @throws UserException naming the file and what is wrong with it
     */
    public static RunRecord read(Path file) {
        try {
            return LetheJson.MAPPER.readValue(Files.readAllBytes(file), RunRecord.class);
        } catch (NoSuchFileException e) {
            throw broken(file, "the file does not exist", e);
        } catch (JsonProcessingException e) {
            throw broken(file, explain(e), e);
        } catch (IOException e) {
            throw broken(file, "cannot be read: " + e, e);
        }
    }

    /** The record as a JSON tree, for those who add to it. */
    public static ObjectNode tree(RunRecord record) {
        return LetheJson.MAPPER.valueToTree(record);
    }

    /** Scores of other kinds as a JSON tree, in the spelling of records. */
    public static ObjectNode tree(Object scores) {
        return LetheJson.MAPPER.valueToTree(scores);
    }

    /** A JSON tree as indented text with a final newline. */
    public static String text(JsonNode tree) {
        try {
            return PRETTY.writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The JSON Schema of {@code record.json}. */
    public static String schema() {
        try (var resource = RecordJson.class.getResourceAsStream("record.schema.json")) {
            if (resource == null) {
                throw new IllegalStateException("record.schema.json is missing beside " + RecordJson.class.getName());
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is wrong and where, without Jackson's advice: {@code line 3, column 12, field "scores.mia.auc": ...}. */
    static String explain(JsonProcessingException e) {
        var location = e.getLocation();
        String where =
                location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ", ";
        return where + field(e) + what(e);
    }

    private static String what(JsonProcessingException e) {
        if (e.getCause() instanceof IllegalArgumentException broken) {
            return broken.getMessage();
        }
        // Jackson's name for a number or truth value that is not there.
        boolean missing =
                e instanceof MismatchedInputException && e.getOriginalMessage().contains("map `null` into");
        return missing ? "missing" : e.getOriginalMessage();
    }

    private static String field(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
            return "";
        }
        String path = mapping.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return "field \"" + path + "\": ";
    }

    private static UserException broken(Path file, String what, @Nullable Throwable cause) {
        String message = file + ": " + what + ". Move the folder away, or run the trial again with -Drerun=true.";
        return new UserException(UserException.Kind.DATA, message, cause);
    }
}
