package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.harness.torch.HeadQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** Turns what oracle files hold into tensors and arrays. */
final class OracleTensors {

    private static final ObjectMapper JSON = new ObjectMapper();

    private OracleTensors() {}

    static JsonNode expected(Path folder) {
        try {
            return JSON.readTree(Files.readAllBytes(folder.resolve("expected.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A matrix of whole numbers; {@code drop} columns are left out at the start, {@code dropEnd} at the end. */
    static NDArray matrix(JsonNode rows, int drop, int dropEnd, NDManager scope) {
        int columns = rows.get(0).size() - drop - dropEnd;
        long[] values = new long[rows.size() * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.get(i / columns).get(drop + i % columns).asLong();
        }
        return scope.create(values, new Shape(rows.size(), columns));
    }

    static NDArray row(JsonNode ids, NDManager scope) {
        return scope.create(ints(ids), new Shape(1, ids.size())).toType(DataType.INT64, false);
    }

    static int[] ints(JsonNode numbers) {
        int[] values = new int[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).asInt();
        }
        return values;
    }

    /** A float32 tensor of a safetensors file. */
    static float[] floats(SafetensorsFolder file, String name) {
        ByteBuffer bytes = bytes(file, name);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /** The bytes of a tensor of a safetensors file. */
    static ByteBuffer bytes(SafetensorsFolder file, String name) {
        TensorInfo info = file.find(name).orElseThrow(() -> new AssertionError("no tensor " + name));
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) info.bytes());
        file.read(name, bytes);
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Asks for the NLL of all labels (B, T) that are not masked. */
    static HeadQuery nll(NDArray labels, NDManager scope) {
        long[] all = labels.toLongArray();
        long[] at = LongStream.range(0, all.length)
                .filter(i -> all[(int) i] != PaddedRows.IGNORED)
                .toArray();
        long[] scored = LongStream.of(at).map(i -> all[(int) i]).toArray();
        return HeadQuery.nll(scope.create(at), scope.create(scored), scope);
    }

    /** No padding mask: padding, if any, is on the right. */
    static NDArray noMask(NDManager scope) {
        return scope.create(new Shape(0), DataType.BOOLEAN);
    }
}
