package dev.lethe.harness.training;

import dev.lethe.harness.training.StepRule.Outcome;
import java.util.SortedMap;
import java.util.TreeMap;

/** A step that a rule composes, on the replicas of a phase. */
final class ReplicatedStep implements GradientStep {

    /** A gradient in a buffer of the first replica. */
    private record Kept(int buffer, double loss, double norm) implements Gradient {}

    private final Replicas replicas;
    private final Phase phase;
    private final StepBatches batches;
    private final long done;
    private final long total;
    private final double rateFactor;
    private final SortedMap<String, Double> terms = new TreeMap<>();
    private int buffers;

    ReplicatedStep(Replicas replicas, Phase phase, StepBatches batches, long done, long total, double rateFactor) {
        this.replicas = replicas;
        this.phase = phase;
        this.batches = batches;
        this.done = done;
        this.total = total;
        this.rateFactor = rateFactor;
    }

    /** Mean NLL per token of each set that an objective looked at. */
    SortedMap<String, Double> terms() {
        return terms;
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
        return phase.optimizer().learningRate()
                * phase.schedule().over(batches.replicas()).factor(done, total)
                * rateFactor;
    }

    @Override
    public double rateFactor() {
        return rateFactor;
    }

    @Override
    public Gradient gradient(Objective objective, double maxNorm) {
        LossSums sums = replicas.backward(objective, phase.normalization(), batches, maxNorm);
        terms.putAll(sums.meanTerms());
        double loss = sums.loss() / batches.replicas();
        int buffer = buffers++;
        double norm = replicas.keepAverage(buffer);
        return new Kept(buffer, loss, Double.isFinite(loss) ? norm : Double.NaN);
    }

    @Override
    public double[] lossesAlong(Direction direction, double rate, double[] ratios, Objective loss, Batch batch) {
        return replicas.first(replica -> {
            combine(replica, direction);
            double[] losses = replica.lossesAlong(rate, ratios, loss, batch);
            replica.clear();
            return losses;
        });
    }

    @Override
    public double descend(Direction direction, double rate) {
        double norm = Double.isFinite(rate)
                ? replicas.first(replica -> {
                    combine(replica, direction);
                    return replica.clip(0);
                })
                : Double.NaN;
        replicas.follow(norm, rate);
        return norm;
    }

    /** Descends along the gradient of the phase's own objective, clipped as the phase says. */
    Outcome descendObjective() {
        LossSums sums = replicas.backward(phase.objective(), phase.normalization(), batches, 0);
        terms.putAll(sums.meanTerms());
        double loss = sums.loss() / batches.replicas();
        double norm = Double.NaN;
        if (Double.isFinite(loss)) {
            norm = replicas.update(rate(), phase.maxGradNorm());
        } else {
            replicas.clear();
        }
        return new Outcome(loss, rate(), norm);
    }

    private static void combine(Replica replica, Direction direction) {
        for (Direction.Term term : direction.terms()) {
            if (!(term.gradient() instanceof Kept kept)) {
                throw new IllegalArgumentException("a direction takes gradients of its own step only");
            }
            replica.addKept(kept.buffer(), term.factor());
        }
    }
}
