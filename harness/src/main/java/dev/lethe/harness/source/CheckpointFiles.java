package dev.lethe.harness.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.UserException;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.SafetensorsFolder;
import dev.lethe.harness.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which files of a repository make a checkpoint. */
final class CheckpointFiles {

    /** A file in the folder itself: a name that could lead elsewhere is not taken from anybody. */
    private static final String SHARD = "[A-Za-z0-9_][A-Za-z0-9_.-]*\\.safetensors";

    private static final ObjectMapper JSON = new ObjectMapper();

    private CheckpointFiles() {}

    /** The configuration and tokenizer files among {@code available}, sorted. */
    static SortedSet<String> small(Collection<String> available) {
        var names = new TreeSet<>(available);
        names.removeIf(name -> !name.equals(DecoderConfig.FILE_NAME) && !Checkpoint.COMPANIONS.contains(name));
        return names;
    }

    /** What of a checkpoint is not in {@code folder}; a shard is known to be missing only if the index is there. */
    static SortedSet<String> missing(Path folder) {
        var missing = new TreeSet<String>();
        for (String name : List.of(DecoderConfig.FILE_NAME, Tokenizer.FILE_NAME)) {
            if (!Files.isRegularFile(folder.resolve(name))) {
                missing.add(name);
            }
        }
        if (!Files.isRegularFile(folder.resolve(SafetensorsFolder.SINGLE))) {
            Path index = folder.resolve(SafetensorsFolder.INDEX);
            if (Files.isRegularFile(index)) {
                SortedSet<String> shards = shards(index);
                shards.removeIf(name -> Files.isRegularFile(folder.resolve(name)));
                missing.addAll(shards);
            } else {
                missing.add(SafetensorsFolder.SINGLE);
            }
        }
        return missing;
    }

    /** The files that an index names. */
    static SortedSet<String> shards(Path index) {
        try {
            var names = new TreeSet<String>();
            for (JsonNode name : JSON.readTree(index.toFile()).path("weight_map")) {
                if (!name.asText().matches(SHARD)) {
                    throw UserException.checkpoint(index + ": weight_map names " + name
                            + "; expected the name of a .safetensors file in the same folder");
                }
                names.add(name.asText());
            }
            if (names.isEmpty()) {
                throw UserException.checkpoint(
                        index + " has no weight_map; expected an object from tensor names to file names");
            }
            return names;
        } catch (IOException e) {
            throw new UserException(
                    UserException.Kind.CHECKPOINT, index + " cannot be read as JSON: " + e.getMessage(), e);
        }
    }
}
