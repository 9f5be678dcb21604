package dev.lethe.harness.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.lethe.harness.Oracles;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Replicas of a tiny random checkpoint on the CPU, made-up rows, and what training made of the weights. */
final class TinyTraining implements AutoCloseable {

    static final Objective SEQUENCE_MEAN =
            batch -> batch.retain().nll().sequenceMean().mean();
    static final Objective TOKEN_MEAN = batch -> batch.retain().nll().tokenMean();

    private final List<Compute> computes = new ArrayList<>();
    private final List<TrainedModel> models = new ArrayList<>();
    final List<StepReport> reports = new ArrayList<>();

    TinyTraining(int replicas, Trainable trainable) {
        Path checkpoint = Oracles.cases("models").get(0);
        for (int i = 0; i < replicas; i++) {
            Compute compute = Compute.on(Device.cpu());
            computes.add(compute);
            Decoder decoder = i == 0
                    ? Checkpoint.load(checkpoint, compute, Precision.FLOAT32, trainable)
                    : models.get(0).decoder().copyTo(compute, Precision.FLOAT32.compute());
            // Different seeds: adapters have to be taken over from the first replica.
            int seed = i;
            models.add(compute.call(() -> new TrainedModel(decoder, trainable, seed)));
        }
    }

    /** Rows of different lengths, reproducible. */
    static List<TokenizedExample> rows(int count) {
        var random = new Random(5);
        var rows = new ArrayList<TokenizedExample>();
        for (int i = 0; i < count; i++) {
            int[] ids = random.ints(6 + random.nextInt(8), 0, 100).toArray();
            rows.add(new TokenizedExample("row " + i, ids, 1 + random.nextInt(4)));
        }
        return rows;
    }

    /** Retain batches of {@code size} rows. */
    static List<Batch> batches(List<TokenizedExample> rows, int size) {
        return BatchSource.cut(rows, size).stream().map(Batch::ofRetain).toList();
    }

    /** A phase of plain descent with an effective clip. */
    static Phase phase(List<Batch> batches, Objective objective) {
        return Phase.of("test", BatchSource.inOrder(batches), 2, 0.05, objective)
                .withOptimizer(new Sgd(0.05, 0.01));
    }

    TinyTraining keepReference() {
        models.forEach(TrainedModel::keepReference);
        return this;
    }

    TinyTraining train(Phase phase) {
        trainer().train(phase);
        return this;
    }

    TinyTraining train(Phase phase, StepRule rule) {
        trainer().train(phase, rule);
        return this;
    }

    TinyTraining initialize(FisherInitialization initialization) {
        trainer().initialize(initialization);
        return this;
    }

    TrainedWeights weights() {
        return trainer().weights();
    }

    private Trainer trainer() {
        var monitor = new TrainingMonitor() {
            @Override
            public void step(StepReport report, long done, long total) {
                reports.add(report);
            }
        };
        return new Trainer(models, monitor, () -> false);
    }

    List<Double> losses() {
        return reports.stream().map(StepReport::loss).toList();
    }

    TrainedModel model() {
        return models.get(0);
    }

    Compute compute() {
        return computes.get(0);
    }

    /** The trained tensors of a replica. */
    List<float[]> trained(int replica) {
        return computes.get(replica).call(() -> copies(models.get(replica).trained()));
    }

    /** What tensors hold; on the compute thread. */
    static List<float[]> copies(List<NDArray> tensors) {
        return tensors.stream().map(NDArray::toFloatArray).toList();
    }

    @Override
    public void close() {
        for (int i = 0; i < models.size(); i++) {
            TrainedModel model = models.get(i);
            computes.get(i).run(() -> {
                model.close();
                model.decoder().close();
            });
            computes.get(i).close();
        }
    }
}
