package dev.lethe.harness.trial;

import dev.lethe.harness.model.AdapterFolder;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.LoraAdapter;
import dev.lethe.harness.model.StorageType;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.record.AtomicFolder;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The weights that a method produced, in the trial's folder: written before evaluation, so that a killed run resumes. */
final class ResultWeights {

    private final Path adapter;
    private final Path checkpoint;

    ResultWeights(Path trialFolder) {
        this.adapter = trialFolder.resolve("adapter");
        this.checkpoint = trialFolder.resolve("checkpoint");
    }

    /** The unlearned model as written before, its adapter merged; empty where nothing was. */
    Optional<Decoder> load(TargetModel target, Compute compute) {
        if (hasCheckpoint()) {
            return Optional.of(Checkpoint.load(checkpoint, compute, Dtype.FLOAT32, Dtype.FLOAT32));
        }
        if (!Files.isDirectory(adapter)) {
            return Optional.empty();
        }
        Decoder decoder = Checkpoint.load(target.folder(), compute, Dtype.FLOAT32, Dtype.FLOAT32);
        compute.run(() -> {
            try (TrainedModel model =
                    TrainedModel.resume(decoder, owner -> AdapterFolder.read(adapter, decoder, owner))) {
                model.merge();
            }
        });
        return Optional.of(decoder);
    }

    /** Writes an adapter, before it is merged. */
    void saveAdapter(LoraAdapter trained, Decoder decoder, TargetModel target) {
        Path draft = AtomicFolder.create(adapter);
        AdapterFolder.write(trained, decoder, draft, target.folder().toString());
        AtomicFolder.publish(draft, adapter);
    }

    /** Writes all weights. */
    void saveCheckpoint(Decoder decoder, TargetModel target) {
        Path draft = AtomicFolder.create(checkpoint);
        Checkpoint.save(decoder, draft, StorageType.F32, target.folder());
        AtomicFolder.publish(draft, checkpoint);
    }

    /** Whether all weights were written before. */
    boolean hasCheckpoint() {
        return Files.isDirectory(checkpoint);
    }

    /** Deletes them: wanted only to resume. */
    void delete() {
        for (Path folder : new Path[] {adapter, checkpoint}) {
            if (Files.isDirectory(folder)) {
                AtomicFolder.discard(folder);
            }
        }
    }
}
