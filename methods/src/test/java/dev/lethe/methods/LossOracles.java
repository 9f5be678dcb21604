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
    private static final String EXPECTED = "expected.json";
    private static final String LOGITS = "logits.safetensors";
    private static final String MODEL = "current";
    private static final ObjectMapper JSON = new ObjectMapper();

    private LossOracles() {}

    /** The cases on given logits, sorted. */
    static List<Path> onLogits() {
        return with(LOGITS);
    }

    /** The cases on a model, sorted. */
    static List<Path> onModels() {
        return with(MODEL);
    }

    private static List<Path> with(String entry) {
        return cases().stream()
                .filter(path -> Files.exists(path.resolve(entry)))
                .toList();
    }

    /** Fails when there is none at all, or one of no known kind. */
    private static List<Path> cases() {
        String configured = System.getProperty("lethe.oracles", "");
        Path folder = configured.isBlank() ? resource() : Path.of(configured, KIND);
        if (!Files.isDirectory(folder)) {
            throw new AssertionError("no oracle folder " + folder.toAbsolutePath());
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> cases = entries.filter(path -> Files.exists(path.resolve(EXPECTED)))
                    .sorted()
                    .toList();
            if (cases.isEmpty()) {
                throw new AssertionError("no oracle case in " + folder.toAbsolutePath());
            }
            cases.forEach(LossOracles::requireKnownKind);
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireKnownKind(Path path) {
        if (!Files.exists(path.resolve(LOGITS)) && !Files.exists(path.resolve(MODEL))) {
            throw new AssertionError("the oracle case " + path + " has neither " + LOGITS + " nor " + MODEL);
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
            return JSON.readTree(Files.readAllBytes(folder.resolve(EXPECTED)));
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
