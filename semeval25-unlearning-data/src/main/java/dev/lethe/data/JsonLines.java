package dev.lethe.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads files of one JSON object a line, the last line break being optional as in the released files. */
final class JsonLines {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonLines() {}

    /** Hands every object to {@code reader}, and reports all problems of the file, the reader's too, at its end. */
    static void read(Path file, Consumer<JsonLine> reader) {
        String text = TextFile.read(file);
        Problems problems = new Problems(file);
        if (text.isBlank()) {
            throw problems.empty("one JSON object a line");
        }
        int last = text.stripTrailing().length();
        int number = 0;
        // Only \n ends a line: String.lines() would also break at a lone \r.
        for (int start = 0; start < last; ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            readLine(text.substring(start, end), ++number, problems, reader);
            start = end + 1;
        }
        problems.throwIfAny();
    }

    private static void readLine(String line, int number, Problems problems, Consumer<JsonLine> reader) {
        if (line.isBlank()) {
            problems.add(number, "the line is blank; expected one JSON object on every line");
            return;
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            problems.add(
                    number,
                    "not valid JSON at column " + e.getLocation().getColumnNr() + " (" + e.getOriginalMessage()
                            + "); expected one whole JSON object a line");
            return;
        }
        if (!node.isObject()) {
            problems.add(number, "not a JSON object; expected {\"id\": ..., ...}");
            return;
        }
        reader.accept(new JsonLine(number, node, problems));
    }
}
