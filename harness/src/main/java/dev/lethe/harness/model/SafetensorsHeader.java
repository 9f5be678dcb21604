package dev.lethe.harness.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The directory at the front of a safetensors file: eight bytes of length, a JSON object, then the data without gaps.
 *
 * @param tensors by name
 * @param dataStart the byte of the file at which offsets start
 */
public record SafetensorsHeader(SortedMap<String, TensorInfo> tensors, long dataStart) {

    /** Bytes of the length field. */
    static final int LENGTH_BYTES = Long.BYTES;

    /** The key that holds text about the file instead of a tensor. */
    static final String METADATA = "__metadata__";

    /** Longest header accepted: the limit of the reference implementation. */
    private static final long MAX_HEADER_BYTES = 100_000_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public SafetensorsHeader {
        tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    }

    /** Reads and checks the header of a file. */
    static SafetensorsHeader read(FileChannel channel, Path file) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw broken(file, "has " + size + " bytes; a safetensors file starts with 8 bytes of header length");
        }
        long length = bytes(channel, 0, LENGTH_BYTES).getLong();
        if (length < 2 || length > MAX_HEADER_BYTES || length > size - LENGTH_BYTES) {
            throw broken(
                    file,
                    "claims a header of " + Long.toUnsignedString(length) + " bytes in a file of " + size + " bytes");
        }
        SafetensorsHeader header = new SafetensorsHeader(
                tensors(file, parse(file, bytes(channel, LENGTH_BYTES, (int) length))), LENGTH_BYTES + length);
        header.checkLayout(file, size);
        return header;
    }

    private static ByteBuffer bytes(FileChannel channel, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {
            // until full
        }
        return buffer.flip();
    }

    private static JsonNode parse(Path file, ByteBuffer text) {
        try {
            JsonNode root = JSON.readTree(
                    StandardCharsets.UTF_8.newDecoder().decode(text).toString());
            if (!root.isObject()) {
                throw broken(file, "has a header that is not a JSON object");
            }
            return root;
        } catch (CharacterCodingException e) {
            throw broken(file, "has a header that is not UTF-8 text");
        } catch (JsonProcessingException e) {
            throw broken(file, "has a header that is not valid JSON (" + e.getOriginalMessage() + ")");
        }
    }

    private static SortedMap<String, TensorInfo> tensors(Path file, JsonNode root) {
        SortedMap<String, TensorInfo> tensors = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (!entry.getKey().equals(METADATA)) {
                tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue()));
            }
        }
        return tensors;
    }

    private static TensorInfo tensor(Path file, String name, JsonNode entry) {
        StorageType type = StorageType.ofHeaderName(entry.path("dtype").asText())
                .orElseThrow(() -> broken(
                        file,
                        "tensor \"" + name + "\": dtype is " + entry.path("dtype") + "; expected one of "
                                + StorageType.headerNames()));
        List<Long> shape = wholeNumbers(file, name, entry, "shape");
        List<Long> offsets = wholeNumbers(file, name, entry, "data_offsets");
        long expected;
        try {
            expected = TensorInfo.bytes(type, shape);
        } catch (ArithmeticException e) {
            throw broken(file, "tensor \"" + name + "\": shape " + shape + " is larger than any file");
        }
        if (offsets.size() != 2 || offsets.get(1) - offsets.get(0) != expected) {
            throw broken(
                    file,
                    "tensor \"" + name + "\": data_offsets " + offsets + " do not span the " + expected + " bytes of "
                            + type + " " + shape);
        }
        return new TensorInfo(type, shape, offsets.get(0), offsets.get(1));
    }

    private static List<Long> wholeNumbers(Path file, String name, JsonNode entry, String key) {
        JsonNode array = entry.path(key);
        List<Long> numbers = new ArrayList<>();
        boolean whole = array.isArray();
        for (JsonNode number : array) {
            whole &= number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
            numbers.add(number.longValue());
        }
        if (!whole) {
            throw broken(
                    file, "tensor \"" + name + "\": " + key + " is " + array + "; expected whole numbers of 0 or more");
        }
        return numbers;
    }

    /** Data starts at 0, follows without gap or overlap, and ends with the file. */
    private void checkLayout(Path file, long size) {
        long found = size - dataStart;
        long next = 0;
        List<Map.Entry<String, TensorInfo>> byOffset = new ArrayList<>(tensors.entrySet());
        byOffset.sort(Comparator.comparingLong((Map.Entry<String, TensorInfo> entry) ->
                        entry.getValue().begin())
                .thenComparingLong(entry -> entry.getValue().end()));
        for (Map.Entry<String, TensorInfo> entry : byOffset) {
            TensorInfo tensor = entry.getValue();
            String name = "tensor \"" + entry.getKey() + "\"";
            if (tensor.begin() != next) {
                throw broken(
                        file,
                        name + " starts at byte " + tensor.begin() + " of the data; expected " + next
                                + ", where the one before it ends");
            }
            next = tensor.end();
            if (next > found) {
                throw broken(
                        file,
                        name + " needs " + tensor.bytes() + " bytes up to byte " + next + " of the data; found "
                                + Math.max(0, found - tensor.begin()) + ": the file is cut off");
            }
        }
        if (next != found) {
            throw broken(file, "holds " + found + " bytes of data; expected " + next + " by its header");
        }
    }

    static UserException broken(Path file, String what) {
        return UserException.checkpoint(
                file + ": " + what + "; copy the file again, or check it against the size its source states");
    }
}
