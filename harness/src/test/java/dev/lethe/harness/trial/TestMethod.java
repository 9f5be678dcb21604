package dev.lethe.harness.trial;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.TrainedWeights;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A method of a moment, whose values stand in {@code parameters.json} of this package; counts how often it ran. */
public record TestMethod(String id, BiConsumer<Unlearning, TestMethod.Parameters> work, AtomicInteger runs)
        implements UnlearningMethod<TestMethod.Parameters> {

    /** Its one parameter. */
    public record Parameters(double learningRate) {
        public Parameters {
            if (!(learningRate > 0)) {
                throw new IllegalArgumentException("learningRate is " + learningRate + "; expected a positive number");
            }
        }
    }

    private TestMethod(String id, BiConsumer<Unlearning, Parameters> work) {
        this(id, work, new AtomicInteger());
    }

    /** Two steps of ascent on an adapter. */
    public static TestMethod lora() {
        return ascending("two-lora");
    }

    /** Two steps of ascent on all weights. */
    public static TestMethod full() {
        return ascending("two-full");
    }

    /** Trains where nothing says what. */
    static TestMethod untrainable() {
        return ascending("untrainable");
    }

    private static TestMethod ascending(String id) {
        return training(id, 2, batch -> batch.forget().nll().tokenMean().neg());
    }

    /** Has a loss that is no number. */
    static TestMethod notANumber() {
        return training(
                "not-a-number", 3, batch -> batch.forget().nll().tokenMean().mul(Float.NaN));
    }

    private static TestMethod training(String id, int steps, Objective objective) {
        return new TestMethod(id, (run, parameters) -> {
            List<Batch> batches = BatchSource.shuffled(
                            run.forget(EosPolicy.APPEND), 2, run.random("shuffle"), Batch::ofForget)
                    .epoch(0)
                    .subList(0, steps);
            run.train(Phase.of("ascent", BatchSource.inOrder(batches), 1, parameters.learningRate(), objective));
        });
    }

    /** Two steps of ascent on an adapter, whose change then goes into the weights below. */
    static TestMethod merged() {
        TestMethod ascending = ascending("merged-lora");
        return new TestMethod("merged-lora", (run, parameters) -> {
            TrainedWeights weights = run.trainedWeights();
            TrainedWeights.State start = weights.keep();
            ascending.work().accept(run, parameters);
            weights.mergeChanges(start, List.of(weights.keep()), changes -> changes.get(0));
        });
    }

    /** Does nothing, and trains nothing. */
    static TestMethod idle() {
        return new TestMethod("idle", (run, parameters) -> {});
    }

    /** Throws before it trains. */
    public static TestMethod broken() {
        return new TestMethod("broken", (run, parameters) -> {
            throw new IllegalStateException("this method is broken");
        });
    }

    /** Uses the rows to keep without saying so. */
    static TestMethod undeclared() {
        return new TestMethod("undeclared", (run, parameters) -> run.retain(EosPolicy.APPEND));
    }

    @Override
    public String summary() {
        return "for tests";
    }

    @Override
    public String source() {
        return "none";
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    /** All may have the model go on with prompts. */
    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.GENERATION);
    }

    @Override
    public void unlearn(Unlearning run, Parameters parameters) {
        runs.incrementAndGet();
        work.accept(run, parameters);
    }
}
