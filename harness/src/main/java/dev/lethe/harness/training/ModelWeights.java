package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.LoraAdapter;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.model.WeightChanges;
import java.util.List;

/** The trained tensors of one model, on its compute thread; replicas take them over when the next phase starts. */
final class ModelWeights implements TrainedWeights {

    /** Copies that the model owns. */
    private record Kept(TensorCopies copies) implements State {}

    private final TrainedModel model;
    private final NDManager owner;

    ModelWeights(TrainedModel model) {
        this.model = model;
        this.owner = model.newScope();
    }

    @Override
    public boolean areFactors() {
        return model.adapter().map(LoraAdapter::isPlain).orElse(false);
    }

    @Override
    public State keep() {
        return model.decoder()
                .compute()
                .call(() -> new Kept(new TensorCopies(model.kernels(), model.trained(), owner)));
    }

    @Override
    public void restore(State state) {
        run(scope -> copies(state).restore(scope));
    }

    @Override
    public double distance(State state) {
        double[] squares = new double[1];
        run(scope -> {
            List<NDArray> before = copies(state).copies();
            for (int i = 0; i < before.size(); i++) {
                NDArray difference = model.kernels()
                        .arithmetic()
                        .difference(scope, model.trained().get(i), before.get(i));
                double norm = model.kernels().arithmetic().clip(scope, List.of(difference), 0);
                squares[0] += norm * norm;
            }
        });
        return Math.sqrt(squares[0]);
    }

    @Override
    public void multiplyChange(State from, double factor) {
        run(scope -> new WeightChanges(model).multiply(copies(from).copies(), factor, scope));
    }

    @Override
    public void mergeChanges(State from, List<State> states, Merge merge) {
        restore(from);
        var changes = new WeightChanges(model);
        for (int i = 0; i < changes.count(); i++) {
            int index = i;
            run(scope -> {
                List<NDArray> since = states.stream()
                        .map(state -> changes.between(
                                index, copies(from).copies(), copies(state).copies(), scope))
                        .toList();
                changes.add(index, merge.merge(since), scope);
            });
        }
    }

    @Override
    public void mergeTensors(List<State> states, Merge merge) {
        for (int i = 0; i < model.trained().size(); i++) {
            int index = i;
            run(scope -> {
                List<NDArray> tensors = states.stream()
                        .map(state -> model.kernels()
                                .storage()
                                .copied(scope, copies(state).copies().get(index)))
                        .toList();
                model.kernels()
                        .arithmetic()
                        .assign(scope, List.of(model.trained().get(index)), List.of(merge.merge(tensors)));
            });
        }
    }

    private static TensorCopies copies(State state) {
        if (!(state instanceof Kept kept)) {
            throw new IllegalArgumentException("a state of another model: " + state);
        }
        return kept.copies();
    }

    private interface Work {
        void in(NDManager scope);
    }

    private void run(Work work) {
        model.decoder().compute().run(() -> {
            try (NDManager scope = model.newScope()) {
                work.in(scope);
            }
        });
    }
}
