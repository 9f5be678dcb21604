package dev.lethe.methods;

import ai.djl.ndarray.NDManager;
import dev.lethe.data.Row;
import dev.lethe.harness.generation.Sampling;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Slot;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.FisherInitialization;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.StepReport;
import dev.lethe.harness.training.StepRule;
import dev.lethe.harness.training.TrainedWeights;
import dev.lethe.harness.training.Trainer;
import dev.lethe.harness.training.TrainingBatch;
import dev.lethe.harness.training.TrainingMonitor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A method's run on a very small OLMo whose weights are random, the same every time. */
final class TinyRun implements Unlearning, TrainingMonitor, AutoCloseable {

    static final int LAYERS = 2;

    private static final int VOCABULARY = 60;
    private static final int END_OF_TEXT = 1;
    private static final int MODEL_SEED = 1;
    private static final DecoderConfig CONFIG =
            DecoderConfig.olmo(VOCABULARY, 16, LAYERS, 2, 32, END_OF_TEXT, 0, 64, false);

    private final Compute compute;
    private final @Nullable Trainable trainable;
    private final int rows;
    private final long seed;
    private final long stopAfter;
    private final Decoder decoder;
    private final List<float[]> original;
    private final List<StepReport> reports = new ArrayList<>();
    private final Set<Capability> used = EnumSet.noneOf(Capability.class);
    private @Nullable TrainedModel model;
    private Set<Capability> needs = Set.of();

    /**
     * @param rows number of rows of each set
     * @param stopAfter number of steps after which the run is cancelled
     */
    TinyRun(Compute compute, @Nullable Trainable trainable, int rows, long seed, long stopAfter) {
        this.compute = compute;
        this.trainable = trainable;
        this.rows = rows;
        this.seed = seed;
        this.stopAfter = stopAfter;
        this.decoder = Decoder.random(compute, CONFIG, MODEL_SEED);
        this.original = weights();
    }

    /** A method's whole run. */
    static TinyRun of(Compute compute, ResolvedMethod<?> method, int rows, long seed) {
        return new TinyRun(compute, method.trainable(), rows, seed, Long.MAX_VALUE).unlearn(method);
    }

    /** Runs a method to its end or its exception. */
    TinyRun unlearn(ResolvedMethod<?> method) {
        needs = method.needs();
        compute.run(() -> method.unlearn(this));
        return this;
    }

    List<StepReport> reports() {
        return reports;
    }

    /** The declarable needs that the method made use of. */
    Set<Capability> used() {
        return used;
    }

    /** All tensors of the model itself, adapters apart; see {@link #layer}. */
    List<float[]> weights() {
        return compute.call(() -> decoder.network().weights().stream()
                .map(tensor -> tensor.toFloatArray())
                .toList());
    }

    /** The weights before the run. */
    List<float[]> originalWeights() {
        return original;
    }

    /** The tensors that were trained. */
    List<float[]> trained() {
        return compute.call(() -> trainedModel().trained().stream()
                .map(tensor -> tensor.toFloatArray())
                .toList());
    }

    /** Makes every loss of the run not a number. */
    TinyRun poisoned() {
        compute.run(() -> decoder.network().weights().get(0).muli(Float.NaN));
        return this;
    }

    /** Folds the adapter into the model. */
    void merge() {
        compute.run(() -> trainedModel().merge());
    }

    /** Mean NLL of the forget rows' tokens, with the adapter or under the model's own weights. */
    double nll(boolean withAdapter) {
        return compute.call(() -> {
            TrainedModel evaluated =
                    withAdapter ? trainedModel() : new TrainedModel(decoder, new Trainable.Nothing(), seed);
            try (NDManager scope = decoder.newScope()) {
                Batch batch = Batch.ofForget(forget(EosPolicy.APPEND));
                return evaluated.withoutDropout(() -> TrainingBatch.of(evaluated, batch, scope)
                        .forget()
                        .nll()
                        .tokenMean()
                        .number());
            }
        });
    }

    /** The block that a tensor of {@link #weights} belongs to; -1: none. */
    static int layer(int index) {
        int outer = (int)
                Arrays.stream(Slot.values()).filter(slot -> !slot.isPerBlock()).count();
        return index < outer ? -1 : (index - outer) / (Slot.values().length - outer);
    }

    private TrainedModel trainedModel() {
        if (model == null) {
            model = new TrainedModel(decoder, Objects.requireNonNull(trainable, "nothing is to be trained"), seed);
            if (needs.contains(Capability.REFERENCE)) {
                model.keepReference();
            }
        }
        return model;
    }

    @Override
    public List<TokenizedExample> forget(EosPolicy eos) {
        return rows("F", 1, eos);
    }

    @Override
    public List<TokenizedExample> retain(EosPolicy eos) {
        use(Capability.RETAIN_SET);
        return rows("R", 2, eos);
    }

    private List<TokenizedExample> rows(String prefix, long textSeed, EosPolicy eos) {
        var random = new Random(textSeed);
        return IntStream.range(0, rows)
                .mapToObj(i -> {
                    int[] ids =
                            random.ints(4 + random.nextInt(6), 2, VOCABULARY).toArray();
                    if (eos == EosPolicy.APPEND) {
                        ids = Arrays.copyOf(ids, ids.length + 1);
                        ids[ids.length - 1] = END_OF_TEXT;
                    }
                    return new TokenizedExample(prefix + i, ids, 2);
                })
                .toList();
    }

    @Override
    public TokenizedExample answered(TokenizedExample row, String answer, EosPolicy eos) {
        int[] answerIds = new Random(answer.hashCode()).ints(3, 2, VOCABULARY).toArray();
        int[] ids = Arrays.copyOf(row.ids(), row.answerStart() + answerIds.length);
        System.arraycopy(answerIds, 0, ids, row.answerStart(), answerIds.length);
        return new TokenizedExample(row.id(), ids, row.answerStart());
    }

    @Override
    public Row row(TokenizedExample given) {
        return FakeTexts.row(given);
    }

    @Override
    public List<String> continuations(List<String> prompts, int maxNewTokens, Sampling sampling) {
        use(Capability.GENERATION);
        return FakeTexts.continuations(prompts, maxNewTokens, sampling);
    }

    @Override
    public Random random(String concern) {
        return new Random(31 * seed + concern.hashCode());
    }

    @Override
    public void train(Phase phase) {
        trainer().train(phase);
    }

    @Override
    public void train(Phase phase, StepRule rule) {
        trainer().train(phase, rule);
    }

    @Override
    public void initialize(FisherInitialization initialization) {
        use(Capability.ADAPTER);
        trainer().initialize(initialization);
    }

    @Override
    public TrainedWeights trainedWeights() {
        return trainer().weights();
    }

    private Trainer trainer() {
        return new Trainer(trainedModel(), this, () -> reports.size() >= stopAfter);
    }

    @Override
    public void retrainOnRetain() {
        use(Capability.RETAIN_SET);
        use(Capability.TARGET_RECIPE);
    }

    private void use(Capability capability) {
        if (!needs.contains(capability)) {
            throw new IllegalStateException(capability + " is used without being declared in needs()");
        }
        used.add(capability);
    }

    @Override
    public void step(StepReport report, long done, long total) {
        reports.add(report);
    }

    @Override
    public void close() {
        compute.run(() -> {
            if (model != null) {
                model.close();
            }
            decoder.close();
        });
    }

    @Override
    public void replaceModel(Path folder) {
        throw new AssertionError("no method of this module loads weights");
    }
}
