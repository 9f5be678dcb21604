package dev.lethe.harness.trial;

import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.model.AdapterFolder;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.EndOfText;
import dev.lethe.harness.model.LoraAdapter;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.record.AtomicFolder;
import dev.lethe.harness.torch.Compute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights that a method produced, in the folder of its trial: written before evaluation, so that a killed run goes
 * on from there. An adapter is kept; all weights are large, and kept for the embedded target or on request only.
 *
 * @param target the model before unlearning
 * @param precision types in which weights are held
 * @param compute where weights are loaded to
 */
record ResultWeights(TargetModel target, Precision precision, Compute compute) {

    private static final Logger LOG = LoggerFactory.getLogger(ResultWeights.class);

    private static final String ADAPTER = "adapter";
    private static final String CHECKPOINT = "checkpoint";

    static ResultWeights of(TrialSetup setup) {
        return new ResultWeights(setup.target().model(), setup.precision(), setup.compute());
    }

    /** The unlearned model as an earlier run wrote it, its adapter merged; empty where none did. */
    Optional<Decoder> load(Path trial) {
        return Stream.of(trial.resolve(CHECKPOINT), trial.resolve(ADAPTER))
                .filter(Files::isDirectory)
                .findFirst()
                .map(this::loadFrom);
    }

    /** The model of a checkpoint folder, or the target with the adapter of an adapter folder merged. */
    Decoder loadFrom(Path folder) {
        if (!Files.exists(folder.resolve(AdapterFolder.CONFIG))) {
            EndOfText.require(DecoderConfig.read(folder), folder);
            return Checkpoint.load(folder, compute, precision, new Trainable.Nothing());
        }
        Decoder decoder = Checkpoint.load(target.folder(), compute, precision, new Trainable.Nothing());
        try {
            compute.run(() -> {
                try (TrainedModel model =
                        TrainedModel.resume(decoder, owner -> AdapterFolder.read(folder, decoder, owner))) {
                    model.merge();
                }
            });
            return decoder;
        } catch (RuntimeException e) {
            compute.run(decoder::close);
            throw e;
        }
    }

    /** Writes an adapter, before it is merged. */
    void writeAdapter(LoraAdapter trained, Decoder decoder, Path trial) {
        Path draft = AtomicFolder.create(trial.resolve(ADAPTER));
        AdapterFolder.write(trained, decoder, draft, target.base());
        AtomicFolder.publish(draft, trial.resolve(ADAPTER));
    }

    /** Writes all weights. */
    void writeCheckpoint(Decoder decoder, Path trial) {
        Path draft = AtomicFolder.create(trial.resolve(CHECKPOINT));
        Checkpoint.save(decoder, draft, decoder.storageType(), target.folder());
        AtomicFolder.publish(draft, trial.resolve(CHECKPOINT));
    }

    /** Whether all weights were written before. */
    boolean hasCheckpoint(Path trial) {
        return Files.isDirectory(trial.resolve(CHECKPOINT));
    }

    /**
     * Writes all weights of a trial that was completed without keeping them, where they are now asked for: its adapter
     * says what they are.
     */
    void complete(BenchmarkConfig.Keep keep, Path trial) {
        if (keep != BenchmarkConfig.Keep.WEIGHTS || hasCheckpoint(trial)) {
            return;
        }
        if (!Files.isDirectory(trial.resolve(ADAPTER))) {
            LOG.warn(
                    "{} holds nothing to make all weights from; if its method changed any, -Drerun=true keeps them",
                    trial);
            return;
        }
        Decoder decoder = loadFrom(trial.resolve(ADAPTER));
        try {
            writeCheckpoint(decoder, trial);
        } finally {
            compute.run(decoder::close);
        }
        LOG.info("Wrote all weights to {}", trial.resolve(CHECKPOINT));
    }

    /** Deletes, once a trial is complete, what is not to be kept. */
    void keep(BenchmarkConfig.Keep keep, Path trial) {
        boolean keepsAll = keep == BenchmarkConfig.Keep.WEIGHTS
                || keep == BenchmarkConfig.Keep.ADAPTER && target.embedded() != null;
        if (!keepsAll) {
            discard(trial.resolve(CHECKPOINT));
        }
        if (keep == BenchmarkConfig.Keep.NONE) {
            discard(trial.resolve(ADAPTER));
        }
    }

    private static void discard(Path folder) {
        if (Files.isDirectory(folder)) {
            AtomicFolder.discard(folder);
        }
    }
}
