package dev.lethe.harness.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A JSON object of a checkpoint folder, with typed access by key and errors that name file, key and value. */
final class ConfigJson {

    /** The type of the stored weights: transformers 5 says {@code dtype} where 4.x says {@code torch_dtype}. */
    private static final List<String> TYPE_KEYS = List.of("torch_dtype", "dtype");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;
    private final String where;

    private ConfigJson(JsonNode root, String where) {
        this.root = root;
        this.where = where;
    }

    static ConfigJson read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw UserException.checkpoint(file + " does not exist; a checkpoint folder holds " + file.getFileName()
                    + " beside its weights: copy that file there or name another folder");
        }
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new UserException(
                    UserException.Kind.CHECKPOINT,
                    file + " cannot be read as UTF-8 text (" + e.getMessage() + "); copy the file again",
                    e);
        }
    }

    static ConfigJson parse(String text, String where) {
        try {
            JsonNode root = JSON.readTree(text);
            if (!root.isObject()) {
                throw UserException.checkpoint(where + " does not hold a JSON object; copy the file again");
            }
            return new ConfigJson(root, where);
        } catch (JsonProcessingException e) {
            throw new UserException(
                    UserException.Kind.CHECKPOINT,
                    where + " is not valid JSON (" + e.getOriginalMessage() + "); copy the file again",
                    e);
        }
    }

    /** The text of this object with the type of the stored weights changed, wherever it is stated. */
    String withStorageType(StorageType type) {
        ObjectNode changed = root.deepCopy();
        List<String> stated = TYPE_KEYS.stream().filter(this::names).toList();
        (stated.isEmpty() ? TYPE_KEYS.subList(0, 1) : stated).forEach(key -> changed.put(key, type.torchName()));
        return changed.toPrettyString() + "\n";
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        root.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    String where() {
        return where;
    }

    /** Whether the key is there at all, be it with null. */
    boolean names(String key) {
        return root.has(key);
    }

    /** Whether the key is there and not null. */
    boolean has(String key) {
        return root.hasNonNull(key);
    }

    JsonNode get(String key) {
        JsonNode node = root.get(key);
        return node == null ? MissingNode.getInstance() : node;
    }

    Optional<ConfigJson> object(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (!get(key).isObject()) {
            throw wrong(key, "null or an object");
        }
        return Optional.of(new ConfigJson(get(key), where + ", " + key));
    }

    int positive(String key, int absent) {
        return whole(key).orElse(absent);
    }

    OptionalInt whole(String key) {
        if (!has(key)) {
            return OptionalInt.empty();
        }
        JsonNode node = get(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() <= 0) {
            throw wrong(key, "a positive whole number");
        }
        return OptionalInt.of(node.intValue());
    }

    double number(String key, double absent) {
        if (!has(key)) {
            return absent;
        }
        JsonNode node = get(key);
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw wrong(key, "a number");
        }
        return node.doubleValue();
    }

    double requiredNumber(String key) {
        if (!has(key)) {
            throw wrong(key, "a number");
        }
        return number(key, 0);
    }

    boolean flag(String key, boolean absent) {
        if (!has(key)) {
            return absent;
        }
        if (!get(key).isBoolean()) {
            throw wrong(key, "true or false");
        }
        return get(key).booleanValue();
    }

    String text(String key, String absent) {
        if (!has(key)) {
            return absent;
        }
        if (!get(key).isTextual()) {
            throw wrong(key, "a string");
        }
        return get(key).textValue();
    }

    /** Token ids of a key that holds a number, a list or null; negative ids mean "none" in old files. */
    List<Integer> tokenIds(String key, List<Integer> absent) {
        if (!names(key)) {
            return absent;
        }
        JsonNode node = get(key);
        List<Integer> ids = new ArrayList<>();
        for (JsonNode id : node.isArray() ? node : JSON.createArrayNode().add(node)) {
            if (id.isIntegralNumber() && id.canConvertToInt()) {
                if (id.intValue() >= 0) {
                    ids.add(id.intValue());
                }
            } else if (!id.isNull()) {
                throw wrong(key, "a token id, a list of token ids, or null");
            }
        }
        return ids;
    }

    @Nullable
    Integer tokenId(String key, @Nullable Integer absent) {
        if (!names(key)) {
            return absent;
        }
        List<Integer> ids = tokenIds(key, List.of());
        return ids.isEmpty() ? null : ids.get(0);
    }

    /** What to throw when the value of a key is not what it must be. */
    UserException wrong(String key, String expected) {
        String found = names(key) ? "is " + get(key) : "is missing";
        return UserException.checkpoint(where + ": \"" + key + "\" " + found + "; expected " + expected);
    }
}
