package dev.lethe;

import dev.lethe.data.Row;
import dev.lethe.data.generate.DefaultData;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.StorageType;
import dev.lethe.harness.token.BpeTrainer;
import dev.lethe.harness.token.BpeVocabulary;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A model of a user's own, that knows nothing: a very small OLMo with random weights, and a tokenizer. */
public final class SmallCheckpoint {

    private static final int VOCABULARY = 400;
    private static final int MAX_POSITIONS = 2048;

    private SmallCheckpoint() {}

    /** Writes it as a Hugging Face folder. */
    public static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        BpeVocabulary vocabulary = new BpeTrainer(VOCABULARY, List.of(BpeVocabulary.PADDING, BpeVocabulary.END_OF_TEXT))
                .train(DefaultData.generate(1, 1).rows().forget().stream()
                        .map(Row::text)
                        .toList());
        vocabulary.write(folder);
        DecoderConfig config = DecoderConfig.olmo(
                VOCABULARY,
                16,
                2,
                2,
                32,
                vocabulary.id(BpeVocabulary.END_OF_TEXT),
                vocabulary.id(BpeVocabulary.PADDING),
                MAX_POSITIONS,
                false);
        Files.writeString(folder.resolve(DecoderConfig.FILE_NAME), config.toJson());
        try (Compute compute = Compute.best()) {
            compute.run(() -> {
                try (Decoder decoder = Decoder.random(compute, config, 1)) {
                    Checkpoint.saveWeights(decoder, folder, StorageType.F32);
                }
            });
        }
    }
}
