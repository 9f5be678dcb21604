package dev.lethe.methods;

import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Direction;
import dev.lethe.harness.training.Gradient;
import dev.lethe.harness.training.GradientStep;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.StepRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Steps without a model: what a rule asks of them is kept, gradients have made-up norms. */
final class RecordingSteps implements GradientStep {

    /** A gradient that is only its numbers. */
    record Numbers(double loss, double norm) implements Gradient {}

    private final Phase phase;
    private final Map<Objective, Double> losses = new IdentityHashMap<>();
    private final List<Object> events = new ArrayList<>();
    private long done;
    private long total;

    private RecordingSteps(Phase phase) {
        this.phase = phase;
    }

    /** What a rule does in all steps of a phase with these batches. */
    static List<Object> of(Phase phase, List<List<Batch>> epochs, StepRule rule) {
        var steps = new RecordingSteps(phase);
        for (List<Batch> epoch : epochs) {
            List<List<Batch>> ofEpoch = BatchSource.cut(epoch, phase.accumulation());
            steps.total = (long) ofEpoch.size() * epochs.size();
            for (List<Batch> batches : ofEpoch) {
                steps.events.add(batches);
                steps.events.add(rule.step(steps));
                steps.done++;
            }
        }
        return steps.events;
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public double rate() {
        return phase.optimizer().learningRate() * phase.schedule().factor(done, total);
    }

    @Override
    public double rateFactor() {
        return 1;
    }

    @Override
    public Gradient gradient(Objective objective, double maxNorm) {
        double loss = losses.computeIfAbsent(objective, asked -> Golden.loss(asked, Golden.FORGET, Golden.RETAIN));
        return new Numbers(loss, maxNorm == 0 ? loss : Math.min(loss, maxNorm));
    }

    @Override
    public double[] lossesAlong(Direction direction, double rate, double[] ratios, Objective loss, Batch batch) {
        events.add(List.of(direction, rate, batch));
        // Nearly a parabola: more looks fit another one.
        return Arrays.stream(ratios)
                .map(ratio -> 2 - 0.1 * ratio + 0.05 * ratio * ratio + 0.002 * ratio * ratio * ratio)
                .toArray();
    }

    @Override
    public double descend(Direction direction, double rate) {
        events.add(List.of(direction, rate));
        return 1;
    }
}
