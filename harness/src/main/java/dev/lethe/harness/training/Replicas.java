package dev.lethe.harness.training;

import dev.lethe.harness.model.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/**
 * The replicas of one phase, in lockstep. Gradients are added up, averaged and clipped on the first one, from which the
 * others take them over; each then makes the same optimizer step, so all stay bit-identical.
 */
final class Replicas implements AutoCloseable {

    private final List<Replica> all = new ArrayList<>();

    /** Replicas with fresh optimizers; the others take over the first one's trained tensors. */
    Replicas(List<TrainedModel> models, OptimizerSettings settings) {
        try {
            for (TrainedModel model : models) {
                all.add(model.decoder().compute().call(() -> new Replica(model, settings)));
            }
            others(Replica::assignTrained);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Adds the gradients of a step's micro-batches on every replica; the loss is the sum over replicas.
     *
     * @param maxNorm limit on the norm of each micro-batch's gradient; 0 = none
     */
    LossSums backward(Objective objective, LossNormalization weighing, StepBatches step, double maxNorm) {
        var sums = new LossSums();
        each((replica, rank) -> replica.backward(
                        objective, step.ofReplica().get(rank), batch -> weighing.factor(batch, step), maxNorm))
                .forEach(sums::add);
        return sums;
    }

    /**
     * Averages the gradients into a buffer of the first replica, and sets them to zero everywhere.
     *
     * @return the global L2 norm of the average
     */
    double keepAverage(int buffer) {
        double norm = first(replica -> {
            double averaged = average(0);
            replica.keep(buffer);
            return averaged;
        });
        clear();
        return norm;
    }

    /** Runs work on the first replica, while the others rest. */
    <T> T first(Function<Replica, T> work) {
        Replica first = all.get(0);
        return join(first.start(() -> work.apply(first)));
    }

    /**
     * Averages the gradients, clips them, steps, and sets them to zero. Gradients that are not finite change nothing.
     *
     * @return the global L2 norm of the averaged gradients before clipping
     */
    double update(double rate, double maxNorm) {
        double norm = first(replica -> average(maxNorm));
        follow(norm, rate);
        return norm;
    }

    /** Steps along the first replica's gradients, whose norm is given, and sets them to zero. */
    void follow(double norm, double rate) {
        if (Double.isFinite(norm)) {
            others(Replica::assignGradients);
            eachDo((replica, rank) -> replica.update(rate));
        } else {
            clear();
        }
    }

    /** Sets all gradients to zero. */
    void clear() {
        eachDo((replica, rank) -> replica.clear());
    }

    private double average(double maxNorm) {
        Replica first = all.get(0);
        all.subList(1, all.size()).forEach(first::addGradients);
        if (all.size() > 1) {
            first.scaleGradients(1.0 / all.size());
        }
        return first.clip(maxNorm);
    }

    private void others(FromFirst work) {
        eachDo((replica, rank) -> {
            if (rank > 0) {
                work.accept(replica, all.get(0));
            }
        });
    }

    private interface FromFirst {
        void accept(Replica replica, Replica first);
    }

    private void eachDo(ObjIntConsumer<Replica> work) {
        each((replica, rank) -> {
            work.accept(replica, rank);
            return true;
        });
    }

    /**
     * Runs work on all replicas at once and waits for all of them. The first replica comes last: the caller may be its
     * thread, on which work runs at once.
     */
    private <T> List<T> each(BiFunction<Replica, Integer, T> work) {
        var started = new ArrayList<CompletableFuture<T>>();
        for (int rank = all.size() - 1; rank >= 0; rank--) {
            Replica replica = all.get(rank);
            int number = rank;
            started.add(0, replica.start(() -> work.apply(replica, number)));
        }
        started.forEach(future -> future.handle((result, error) -> true).join());
        return started.stream().map(Replicas::join).toList();
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        eachDo((replica, rank) -> replica.close());
    }
}
