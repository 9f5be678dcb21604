package dev.lethe.harness.trial;

import dev.lethe.data.UnlearningDataset;
import dev.lethe.data.UserException;
import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.record.StepsFile;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;
import dev.lethe.harness.training.NonFiniteLossException;
import dev.lethe.harness.training.Trainer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Makes the model of one trial: loads the target, runs the method, keeps the weights, merges the adapter. */
final class UnlearnedModel {

    private final Compute compute;
    private final TargetSource.PreparedTarget target;
    private final ResolvedMethod<?> method;
    private final TrialPlan plan;
    private final Path folder;
    private final Progress progress;
    private final BooleanSupplier cancelled;

    UnlearnedModel(
            Compute compute,
            TargetSource.PreparedTarget target,
            ResolvedMethod<?> method,
            TrialPlan plan,
            Path folder,
            Progress progress,
            BooleanSupplier cancelled) {
        this.compute = compute;
        this.target = target;
        this.method = method;
        this.plan = plan;
        this.folder = folder;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    /** The model as an earlier run left it; the caller closes it. */
    Optional<LoadedModel> fromDisk() {
        var results = new ResultWeights(folder);
        Optional<Decoder> decoder = results.load(target.model(), compute);
        // Killed between adapter and checkpoint, or begun without a wish for weights.
        if (decoder.isPresent() && wantsWeights() && !results.hasCheckpoint()) {
            results.saveCheckpoint(decoder.get(), target.model());
        }
        return decoder.map(this::loaded);
    }

    /** Runs the method and keeps its result; the caller closes it. */
    LoadedModel unlearn() {
        Path checkpoint = target.model().folder();
        var work = new Work(Checkpoint.load(checkpoint, compute, Dtype.FLOAT32, Dtype.FLOAT32));
        try (Tokenizer tokenizer = Tokenizer.load(checkpoint);
                StepsFile steps = StepsFile.create(folder)) {
            UnlearningDataset rows = target.data().selected().rows();
            var run = new UnlearningRun(
                    method,
                    rows,
                    tokenizer,
                    work.decoder.config().eosTokenIds().get(0),
                    plan.seed(),
                    () -> work.trainer(new StepsRecorder(steps, progress.training(plan.name()))),
                    () -> work.retrain(rows));
            compute.run(() -> {
                method.unlearn(run);
                work.keep();
            });
            return loaded(work.decoder);
        } catch (NonFiniteLossException e) {
            compute.run(work.decoder::close);
            throw new UserException(UserException.Kind.CONFIGURATION, plan.name() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            compute.run(work.decoder::close);
            throw e;
        }
    }

    private boolean wantsWeights() {
        return plan.config().keep() == BenchmarkConfig.Keep.WEIGHTS;
    }

    private LoadedModel loaded(Decoder decoder) {
        return new LoadedModel(
                decoder, Tokenizer.load(target.model().folder()), target.data().selected());
    }

    /** The model while the method works on it. */
    private final class Work {

        private Decoder decoder;
        private @Nullable TrainedModel trained;
        private boolean changed;

        Work(Decoder decoder) {
            this.decoder = decoder;
        }

        Trainer trainer(StepsRecorder recorder) {
            if (method.trainable() == null) {
                throw new IllegalStateException(
                        method.method().id() + " trains, but its parameters.json states no \"trainable\"");
            }
            trained = new TrainedModel(decoder, method.trainable(), plan.seed());
            changed = true;
            return new Trainer(trained, recorder, cancelled);
        }

        void retrain(UnlearningDataset rows) {
            decoder.close();
            decoder = target.model()
                    .embedded()
                    .retrain(
                            target.model().folder(),
                            rows.retain(),
                            target.data().known(),
                            progress,
                            cancelled);
            changed = true;
        }

        /** Adapters are kept as such; all weights where that is asked for, or cheap as they are for the tiny model. */
        void keep() {
            var results = new ResultWeights(folder);
            boolean adapted = trained != null && trained.adapter().isPresent();
            if (adapted) {
                results.saveAdapter(trained.adapter().orElseThrow(), decoder, target.model());
            }
            if (trained != null) {
                trained.merge();
                trained.close();
            }
            if (changed && (wantsWeights() || !adapted && target.model().embedded() != null)) {
                results.saveCheckpoint(decoder, target.model());
            }
        }
    }
}
