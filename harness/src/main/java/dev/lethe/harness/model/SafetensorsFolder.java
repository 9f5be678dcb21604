package dev.lethe.harness.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.data.UserException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The weights of a checkpoint folder: one {@code model.safetensors}, or an index and its shards. */
public final class SafetensorsFolder implements AutoCloseable {

    /** The weights in one file. */
    public static final String SINGLE = "model.safetensors";

    /** Which shard holds which tensor. */
    public static final String INDEX = "model.safetensors.index.json";

    private final SortedMap<String, SafetensorsReader> byTensor = new TreeMap<>();
    private final Map<String, SafetensorsReader> shards = new TreeMap<>();

    private SafetensorsFolder() {}

    /** Opens a checkpoint folder and checks that every file it names is there and whole. */
    public static SafetensorsFolder open(Path folder) {
        SafetensorsFolder weights = new SafetensorsFolder();
        try {
            if (Files.isRegularFile(folder.resolve(SINGLE))) {
                SafetensorsReader reader = weights.shard(folder, SINGLE);
                reader.header().tensors().keySet().forEach(name -> weights.byTensor.put(name, reader));
            } else if (Files.isRegularFile(folder.resolve(INDEX))) {
                weights.openShards(folder, ConfigJson.read(folder.resolve(INDEX)));
            } else {
                throw UserException.checkpoint(folder + " holds neither " + SINGLE + " nor " + INDEX
                        + "; copy the weights there (a .bin file has to be saved as safetensors first)");
            }
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /** Opens one safetensors file, whatever its name. */
    public static SafetensorsFolder openFile(Path file) {
        SafetensorsFolder weights = new SafetensorsFolder();
        SafetensorsReader reader = weights.shard(file.toAbsolutePath().getParent(), String.valueOf(file.getFileName()));
        reader.header().tensors().keySet().forEach(name -> weights.byTensor.put(name, reader));
        return weights;
    }

    private void openShards(Path folder, ConfigJson index) {
        JsonNode map = index.get("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw index.wrong("weight_map", "an object from tensor names to file names");
        }
        Set<String> problems = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String file = entry.getValue().asText();
            if (!entry.getValue().isTextual() || !file.matches("[^/\\\\]+\\.safetensors")) {
                throw UserException.checkpoint(index.where() + ": weight_map names " + entry.getValue() + " for \""
                        + entry.getKey() + "\"; expected the name of a .safetensors file in the same folder");
            }
            if (!Files.isRegularFile(folder.resolve(file))) {
                problems.add(file + " does not exist");
            } else if (shard(folder, file).find(entry.getKey()).isEmpty()) {
                problems.add("tensor \"" + entry.getKey() + "\" should be in " + file + ", but is not");
            } else {
                byTensor.put(entry.getKey(), shard(folder, file));
            }
        }
        if (!problems.isEmpty()) {
            throw UserException.checkpoint(index.where() + ": " + String.join("; ", problems)
                    + "; copy index and shards again, from one source");
        }
    }

    private SafetensorsReader shard(Path folder, String name) {
        return shards.computeIfAbsent(name, file -> SafetensorsReader.open(folder.resolve(file)));
    }

    /** The names of all tensors. */
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(byTensor.keySet()));
    }

    /** The tensor of a name, where there is one. */
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(byTensor.get(name)).flatMap(reader -> reader.find(name));
    }

    /** Reads a whole tensor; see {@link SafetensorsReader#read(String, ByteBuffer)}. */
    public void read(String name, ByteBuffer target) {
        reader(name).read(name, target);
    }

    /** Reads the next chunk of a tensor; see {@link SafetensorsReader#read(String, long, ByteBuffer)}. */
    public int read(String name, long offset, ByteBuffer target) {
        return reader(name).read(name, offset, target);
    }

    private SafetensorsReader reader(String name) {
        SafetensorsReader reader = byTensor.get(name);
        if (reader == null) {
            throw new IllegalArgumentException("no tensor \"" + name + "\"");
        }
        return reader;
    }

    @Override
    public void close() {
        shards.values().forEach(SafetensorsReader::close);
    }
}
