package dev.lethe.methods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.harness.model.SafetensorsFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What reference implementations computed of losses: the folder {@code losses} of the one that the system property
 * {@code lethe.oracles} names; blank or absent means the copies among the test resources.
 */
final class LossOracles {

    private static final String KIND = "losses";
    private static final ObjectMapper JSON = new ObjectMapper();

    private LossOracles() {}

    /** The cases that hold an entry of this name, sorted; fails when there is none. */
    static List<Path> cases(String entry) {
        String configured = System.getProperty("lethe.oracles", "");
        Path folder = configured.isBlank() ? resource() : Path.of(configured, KIND);
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> cases = entries.filter(path -> Files.exists(path.resolve(entry)))
                    .sorted()
                    .toList();
            if (cases.isEmpty()) {
                throw new AssertionError("no oracle case with " + entry + " in " + folder);
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path resource() {
        try {
            return Path.of(LossOracles.class.getResource("/oracles/" + KIND).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static JsonNode expected(Path folder) {
        try {
            return JSON.readTree(Files.readAllBytes(folder.resolve("expected.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A float32 tensor; without elements where there is none of that name. */
    static float[] floats(SafetensorsFolder file, String name) {
        return file.find(name)
                .map(info -> {
                    ByteBuffer bytes = ByteBuffer.allocateDirect((int) info.bytes());
                    file.read(name, bytes);
                    float[] values = new float[bytes.remaining() / Float.BYTES];
                    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
                    return values;
                })
                .orElseGet(() -> new float[0]);
    }

    /** All numbers of nested lists, in order. */
    static float[] flat(JsonNode lists) {
        List<Double> numbers = numbers(lists).toList();
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).floatValue();
        }
        return values;
    }

    private static Stream<Double> numbers(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false).flatMap(LossOracles::numbers)
                : Stream.of(node.asDouble());
    }

    static int[] ints(JsonNode numbers) {
        int[] values = new int[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).asInt();
        }
        return values;
    }
}
