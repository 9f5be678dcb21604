package dev.lethe.harness.trial;

import dev.lethe.data.UnlearningDataset;
import dev.lethe.data.UserException;
import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.generation.Generator;
import dev.lethe.harness.generation.Sampling;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.StepsFile;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.DivergenceException;
import dev.lethe.harness.training.DivergenceGuard;
import dev.lethe.harness.training.NonFiniteLossException;
import dev.lethe.harness.training.Trainer;
import dev.lethe.harness.training.TrainingMonitor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the model of one trial: loads the target, runs the method, keeps the weights, merges the adapter. */
final class UnlearnedModel {

    private final TrialSetup setup;
    private final Compute compute;
    private final TargetSource.PreparedTarget target;
    private final ResolvedMethod<?> method;
    private final TrialPlan plan;
    private final Path folder;
    private final Progress progress;
    private final BooleanSupplier cancelled;
    private @Nullable TrajectoryRecorder trajectory;

    UnlearnedModel(TrialSetup setup, TrialPlan plan, Path folder, Progress progress, BooleanSupplier cancelled) {
        this.setup = setup;
        this.compute = setup.compute();
        this.target = setup.target();
        this.method = setup.method();
        this.plan = plan;
        this.folder = folder;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    /** The model as an earlier run left it; the caller closes it. */
    Optional<LoadedModel> fromDisk() {
        ResultWeights results = ResultWeights.of(setup);
        Optional<Decoder> decoder = results.load(folder);
        if (decoder.isPresent() && wantsWeights() && !results.hasCheckpoint(folder)) {
            results.writeCheckpoint(decoder.get(), folder);
        }
        return decoder.map(this::loaded);
    }

    /** The model of a complete trial: from disk, or made again where that is no work; the caller closes it. */
    Optional<LoadedModel> again() {
        boolean isWork = method.trainable() != null || method.needs().contains(Capability.TARGET_RECIPE);
        return fromDisk().or(() -> isWork ? Optional.empty() : Optional.of(unlearn()));
    }

    /** Runs the method and keeps its result; the caller closes it. */
    LoadedModel unlearn() {
        JsonlFile.trajectory(folder).delete();
        Path checkpoint = target.model().folder();
        var work = new Work(Checkpoint.load(checkpoint, compute, setup.precision(), setup.trainable()));
        try (Tokenizer tokenizer = Tokenizer.load(checkpoint);
                StepsFile steps = StepsFile.create(folder)) {
            UnlearningDataset rows = target.data().selected().rows();
            var recorder = new StepsRecorder(steps, progress.training(plan.name()));
            var run = new UnlearningRun(
                    method,
                    rows,
                    tokenizer,
                    work.decoder.config().endOfText(),
                    plan.seed(),
                    work::continuations,
                    () -> work.trainer(recorder, tokenizer),
                    () -> work.retrain(rows, recorder),
                    weights -> work.replace(plan.config().cwd().resolve(weights)));
            compute.run(() -> {
                method.unlearn(run);
                work.write();
            });
            return loaded(work.decoder);
        } catch (NonFiniteLossException | DivergenceException e) {
            compute.run(work::discard);
            throw new UserException(UserException.Kind.CONFIGURATION, plan.name() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            compute.run(work::discard);
            throw e;
        }
    }

    /** What of unlearning was spent on evaluating its trajectory. */
    double trajectorySeconds() {
        return trajectory == null ? 0 : trajectory.seconds();
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
        private @Nullable ReplicaModels copies;
        private boolean changed;

        Work(Decoder decoder) {
            this.decoder = decoder;
        }

        /** What the model as it is goes on with. */
        List<int[]> continuations(List<int[]> prompts, int maxNewTokens, Sampling sampling) {
            var generator =
                    new Generator(decoder, () -> trained == null ? decoder.network() : trained.network(), cancelled);
            Supplier<List<int[]>> generation = () -> generator.continuations(
                    prompts, maxNewTokens, decoder.config().eosTokenIds(), sampling);
            if (trained == null) {
                return generation.get();
            }
            var continuations = new ArrayList<int[]>();
            trained.withoutGraph(() -> continuations.addAll(generation.get()));
            return continuations;
        }

        Trainer trainer(StepsRecorder recorder, Tokenizer tokenizer) {
            if (method.trainable() == null) {
                throw new IllegalStateException(
                        method.method().id() + " trains, but its parameters.json states no \"trainable\"");
            }
            trained = new TrainedModel(decoder, method.trainable(), plan.seed(), setup.checkpointing());
            changed = true;
            copies = new ReplicaModels(trained, setup, plan.seed());
            if (method.needs().contains(Capability.REFERENCE)) {
                copies.all().forEach(TrainedModel::keepReference);
            }
            return new Trainer(copies.all(), guarded(withTrajectory(recorder, tokenizer), tokenizer), cancelled);
        }

        private TrainingMonitor withTrajectory(TrainingMonitor recorder, Tokenizer tokenizer) {
            if (plan.config().trajectory() == null) {
                return recorder;
            }
            trajectory = new TrajectoryRecorder(
                    plan.config().trajectory(),
                    trained,
                    tokenizer,
                    target.data().selected().rows(),
                    JsonlFile.trajectory(folder),
                    cancelled,
                    recorder);
            return trajectory;
        }

        private TrainingMonitor guarded(TrainingMonitor monitor, Tokenizer tokenizer) {
            Integer everySteps = plan.config().guard();
            if (everySteps == null) {
                return monitor;
            }
            DecoderConfig config = decoder.config();
            UnlearningDataset rows = target.data().selected().rows();
            var forget = new GuardProbe(trained, tokenizer, config.endOfText(), rows.forget(), cancelled);
            var retain = new GuardProbe(trained, tokenizer, config.endOfText(), rows.retain(), cancelled);
            return new DivergenceGuard(everySteps, config.vocabSize(), forget::loss, retain::loss, monitor);
        }

        void retrain(UnlearningDataset rows, StepsRecorder recorder) {
            decoder.close();
            decoder = target.model()
                    .embedded()
                    .retrain(
                            target.model().folder(),
                            rows.retain(),
                            target.data().known(),
                            plan.seed(),
                            recorder,
                            cancelled);
            changed = true;
        }

        /** Weights that this model's user brought, as they are. */
        void replace(Path weights) {
            decoder.close();
            decoder = ResultWeights.of(setup).loadFrom(weights);
        }

        /** Frees everything after a failure. */
        void discard() {
            if (copies != null) {
                copies.close();
            }
            decoder.close();
        }

        /** Writes the result: the adapter where one was trained, all weights otherwise or where they are asked for. */
        void write() {
            ResultWeights results = ResultWeights.of(setup);
            boolean adapted = trained != null && trained.adapter().isPresent() && !trained.hasChangedBase();
            if (adapted) {
                results.writeAdapter(trained.adapter().orElseThrow(), decoder, folder);
            }
            if (trained != null) {
                copies.close();
                trained.merge();
                trained.close();
            }
            if (changed && (!adapted || wantsWeights())) {
                results.writeCheckpoint(decoder, folder);
            }
        }
    }
}
