package dev.lethe.harness.model;

import ai.djl.ndarray.NDManager;
import dev.lethe.data.UserException;
import dev.lethe.harness.record.AtomicFile;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** A model on disk in Hugging Face's layout: {@code config.json}, safetensors, tokenizer files. */
public final class Checkpoint {

    /**
     * Files that belong to a checkpoint beside its configuration and weights: downloaded with it, and copied beside
     * results, so that other tools can load them. Not all models have all.
     */
    public static final Set<String> COMPANIONS = Set.of(
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "tokenizer.model",
            "special_tokens_map.json",
            "added_tokens.json",
            "chat_template.jinja",
            "vocab.json",
            "merges.txt");

    private Checkpoint() {}

    /**
     * Loads a checkpoint. Missing, mis-shaped or misplaced tensors are one error that names them all.
     *
     * @param precision types in which weights are held and activations computed, whatever they are stored in
     * @param trainable what will be trained
     */
    public static Decoder load(Path folder, Compute compute, Precision precision, Trainable trainable) {
        DecoderConfig config = DecoderConfig.read(folder);
        try (SafetensorsFolder files = SafetensorsFolder.open(folder)) {
            WeightNames names = WeightNames.of(config);
            WeightCheck.require(folder, files, names);
            long largest = names.all().stream()
                    .mapToLong(name -> files.find(name.name()).orElseThrow().bytes())
                    .max()
                    .orElseThrow();
            var stored = new StoredTensors(largest);
            return compute.call(() -> new Decoder(
                    compute,
                    config,
                    precision.compute(),
                    (name, kernels, owner) -> stored.read(
                            files,
                            name.name(),
                            trainable.trains(name, config.layers()) ? precision.trained() : precision.weights(),
                            kernels,
                            owner)));
        }
    }

    /**
     * Writes a decoder's weights into an existing folder, and the other files of the checkpoint that it came from.
     *
     * @param type type of the stored weights
     * @param origin folder of the checkpoint whose configuration and tokenizer are copied
     */
    public static void save(Decoder decoder, Path folder, StorageType type, Path origin) {
        copyCompanions(origin, folder);
        AtomicFile.write(
                folder.resolve(DecoderConfig.FILE_NAME),
                ConfigJson.read(origin.resolve(DecoderConfig.FILE_NAME)).withStorageType(type));
        saveWeights(decoder, folder, type);
    }

    /** Writes the weights alone, in shards of at most 5 GB. */
    public static void saveWeights(Decoder decoder, Path folder, StorageType type) {
        saveWeights(decoder, folder, type, ShardedWeights.DEFAULT_LIMIT);
    }

    /**
     * Writes the weights alone; a tied head is stored once, as the embedding.
     *
     * @param shardBytes limit on the bytes of tensors in one file
     */
    public static void saveWeights(Decoder decoder, Path folder, StorageType type, long shardBytes) {
        decoder.compute().run(() -> {
            try (NDManager scope = decoder.newScope()) {
                ShardedWeights.write(
                        folder,
                        decoder.weights().names().stream()
                                .map(name -> StoredTensors.write(
                                        name.name(), decoder.weights().get(name), type, decoder.kernels(), scope))
                                .toList(),
                        shardBytes);
            }
        });
    }

    private static void copyCompanions(Path from, Path to) {
        try {
            for (String name : COMPANIONS) {
                if (Files.exists(from.resolve(name))) {
                    Files.copy(from.resolve(name), to.resolve(name));
                }
            }
        } catch (IOException e) {
            throw UserException.environment("cannot copy the files of " + from + " to " + to + ": " + e, e);
        }
    }
}
