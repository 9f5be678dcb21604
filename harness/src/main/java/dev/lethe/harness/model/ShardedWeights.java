package dev.lethe.harness.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.UserException;
import dev.lethe.harness.record.AtomicFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Writes the weights of a checkpoint as Hugging Face does: in one file, or, above a limit, in shards named
 * {@code model-00001-of-00003.safetensors} with an index of which tensor is where.
 */
final class ShardedWeights {

    /** Largest shard in bytes: {@code max_shard_size} of {@code save_pretrained}, 5 GB, in transformers 4. */
    static final long DEFAULT_LIMIT = 5_000_000_000L;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SHARDS = "model-*-of-*.safetensors";

    private ShardedWeights() {}

    /**
     * Replaces the weights in an existing folder.
     *
     * @param limit bytes of tensors in one file; a tensor larger than this has a file of its own
     */
    static void write(Path folder, List<SafetensorsWriter.Tensor> tensors, long limit) {
        List<List<SafetensorsWriter.Tensor>> shards = shards(tensors, limit);
        deleteOld(folder);
        if (shards.size() == 1) {
            SafetensorsWriter.write(folder.resolve(SafetensorsFolder.SINGLE), tensors);
            return;
        }
        var files = new TreeMap<String, String>();
        for (int i = 0; i < shards.size(); i++) {
            String file = String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            SafetensorsWriter.write(folder.resolve(file), shards.get(i));
            shards.get(i).forEach(tensor -> files.put(tensor.name(), file));
        }
        ObjectNode index = JSON.createObjectNode();
        index.putObject("metadata")
                .put(
                        "total_size",
                        tensors.stream()
                                .mapToLong(SafetensorsWriter.Tensor::bytes)
                                .sum());
        ObjectNode map = index.putObject("weight_map");
        files.forEach(map::put);
        // Last: without it the folder is no checkpoint.
        AtomicFile.write(folder.resolve(SafetensorsFolder.INDEX), index.toPrettyString() + "\n");
    }

    /** Consecutive tensors up to the limit. */
    private static List<List<SafetensorsWriter.Tensor>> shards(List<SafetensorsWriter.Tensor> tensors, long limit) {
        var shards = new ArrayList<List<SafetensorsWriter.Tensor>>();
        var shard = new ArrayList<SafetensorsWriter.Tensor>();
        long bytes = 0;
        for (SafetensorsWriter.Tensor tensor : tensors) {
            if (!shard.isEmpty() && bytes + tensor.bytes() > limit) {
                shards.add(List.copyOf(shard));
                shard.clear();
                bytes = 0;
            }
            shard.add(tensor);
            bytes += tensor.bytes();
        }
        shards.add(shard);
        return shards;
    }

    /** Removes weights that a reader would take for the new ones, or for part of them. */
    private static void deleteOld(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(SafetensorsFolder.INDEX));
            Files.deleteIfExists(folder.resolve(SafetensorsFolder.SINGLE));
            try (DirectoryStream<Path> shards = Files.newDirectoryStream(folder, SHARDS)) {
                for (Path shard : shards) {
                    Files.delete(shard);
                }
            }
        } catch (IOException e) {
            throw UserException.environment("cannot replace the weights in " + folder + ": " + e, e);
        }
    }
}
