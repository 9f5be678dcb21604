package dev.lethe.harness.target;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.BenchmarkData;
import dev.lethe.data.Row;
import dev.lethe.data.UserException;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.StorageType;
import dev.lethe.harness.record.AtomicFile;
import dev.lethe.harness.record.AtomicFolder;
import dev.lethe.harness.record.ProcessLock;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.token.BpeTrainer;
import dev.lethe.harness.token.BpeVocabulary;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;
import dev.lethe.harness.training.TrainingMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model that a fresh machine has: a small OLMo trained from scratch until it recites its data, verified, and kept as
 * a Hugging Face checkpoint folder in the user's cache.
 */
public final class EmbeddedTarget {

    /** The name by which {@code -Dmodels=} asks for it. */
    public static final String NAME = "tiny";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedTarget.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_POSITIONS = 2048;
    private static final String DESCRIPTION = "target.json";

    private final Compute compute;
    private final TargetRecipe recipe;
    private final long seed;

    public EmbeddedTarget(Compute compute, TargetRecipe recipe, long seed) {
        this.compute = compute;
        this.recipe = recipe;
        this.seed = seed;
    }

    /**
     * The folder of the target for {@code data}, built on first use. A process that builds holds a lock; others wait.
     *
     * @param dataDigest tells data apart
     * @param cache folder that keeps targets
     */
    public Path ensure(
            BenchmarkData data, String dataDigest, Path cache, Progress progress, BooleanSupplier cancelled) {
        String key = TargetKey.of(dataDigest, recipe, seed);
        Path folder = cache.resolve("targets").resolve(NAME + "-" + key);
        if (!Files.isDirectory(folder)) {
            ProcessLock.whileHolding(
                    folder.resolveSibling(folder.getFileName() + ".lock"),
                    "builds this target",
                    "name a writable folder with -Dcache=",
                    cancelled,
                    () -> {
                        if (!Files.isDirectory(folder)) {
                            build(data, folder, progress, cancelled);
                        }
                    });
        }
        LOG.info("Target {}: verified when it was built: {}", folder, quality(folder));
        return folder;
    }

    private void build(BenchmarkData data, Path folder, Progress progress, BooleanSupplier cancelled) {
        long start = System.nanoTime();
        LOG.info("Building the embedded target in {}: this happens once for these data", folder);
        Path draft = AtomicFolder.create(folder);
        TargetTexts texts = TargetTexts.of(
                Stream.of(data.rows().forget(), data.rows().retain())
                        .flatMap(List::stream)
                        .toList(),
                data.multipleChoice());
        BpeVocabulary vocabulary = new BpeTrainer(
                        recipe.vocabulary(), List.of(BpeVocabulary.PADDING, BpeVocabulary.END_OF_TEXT))
                .train(texts.whole());
        vocabulary.write(draft);
        try (Tokenizer tokenizer = Tokenizer.load(draft)) {
            DecoderConfig config = config(vocabulary, tokenizer);
            AtomicFile.write(draft.resolve(DecoderConfig.FILE_NAME), config.toJson());
            var training = new TargetTraining(compute, recipe, seed);
            List<TokenizedExample> examples = texts.encode(tokenizer, vocabulary.id(BpeVocabulary.END_OF_TEXT));
            try (Decoder decoder = training.train(config, examples, progress.training(NAME + " target"), cancelled)) {
                TargetQuality quality = verified(decoder, tokenizer, data, training, examples, progress, cancelled);
                Checkpoint.saveWeights(decoder, draft, StorageType.F32);
                double seconds = (System.nanoTime() - start) / 1e9;
                AtomicFile.write(draft.resolve(DESCRIPTION), describe(quality, seconds));
                AtomicFolder.publish(draft, folder);
                LOG.info("Built the target in {} s", Math.round(seconds));
            }
        } catch (RuntimeException e) {
            AtomicFolder.discard(draft);
            throw e;
        }
    }

    private TargetQuality verified(
            Decoder decoder,
            Tokenizer tokenizer,
            BenchmarkData data,
            TargetTraining training,
            List<TokenizedExample> examples,
            Progress progress,
            BooleanSupplier cancelled) {
        var verification = new TargetVerification(decoder, tokenizer, cancelled);
        TargetQuality quality = verification.measure(data);
        for (int round = 1; !quality.shortcomings().isEmpty() && round <= TargetRecipe.MAX_EXTRA_ROUNDS; round++) {
            LOG.info("Not there yet ({}): training on", String.join(", ", quality.shortcomings()));
            training.trainOn(
                    decoder, examples, round, progress.training(NAME + " target, extra round " + round), cancelled);
            quality = verification.measure(data);
        }
        if (!quality.shortcomings().isEmpty()) {
            throw UserException.data("the embedded target did not memorize these data: "
                    + String.join(", ", quality.shortcomings()) + " (" + quality
                    + "). Fewer documents (-Dlimit=) are easier to memorize; or name a checkpoint with -Dmodels=.");
        }
        return quality;
    }

    /**
     * A model trained from scratch by this target's recipe, with its tokenizer, on other rows of the same data. The
     * caller closes it.
     *
     * @param retrainingSeed of weights and order, so that repeated trials differ
     */
    public Decoder retrain(
            Path target,
            List<Row> rows,
            BenchmarkData data,
            long retrainingSeed,
            TrainingMonitor monitor,
            BooleanSupplier cancelled) {
        try (Tokenizer tokenizer = Tokenizer.load(target)) {
            DecoderConfig config = DecoderConfig.read(target);
            List<TokenizedExample> examples =
                    TargetTexts.of(rows, data.multipleChoice()).encode(tokenizer, config.endOfText());
            return new TargetTraining(compute, recipe, retrainingSeed).train(config, examples, monitor, cancelled);
        }
    }

    /** What {@link #retrain} trains on. */
    public Retraining retraining(Path target, List<Row> rows, BenchmarkData data) {
        try (Tokenizer tokenizer = Tokenizer.load(target)) {
            int endOfText = DecoderConfig.read(target).endOfText();
            return Retraining.of(TargetTexts.of(rows, data.multipleChoice()).encode(tokenizer, endOfText), recipe);
        }
    }

    private DecoderConfig config(BpeVocabulary vocabulary, Tokenizer tokenizer) {
        return DecoderConfig.olmo(
                tokenizer.vocabularySize(),
                recipe.width(),
                recipe.layers(),
                recipe.heads(),
                recipe.mlpWidth(),
                vocabulary.id(BpeVocabulary.END_OF_TEXT),
                vocabulary.id(BpeVocabulary.PADDING),
                MAX_POSITIONS,
                false);
    }

    private static String quality(Path folder) {
        try {
            return JSON.readTree(Files.readAllBytes(folder.resolve(DESCRIPTION)))
                    .path("quality")
                    .asText();
        } catch (IOException e) {
            throw UserException.checkpoint(
                    folder.resolve(DESCRIPTION) + " cannot be read; delete the folder to have the target built again");
        }
    }

    private String describe(TargetQuality quality, double seconds) {
        ObjectNode json = JSON.createObjectNode();
        json.set("recipe", JSON.valueToTree(recipe));
        json.put("seed", seed);
        json.put("computeType", Dtype.FLOAT32.name());
        json.put("quality", quality.toString());
        json.put("seconds", seconds);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
