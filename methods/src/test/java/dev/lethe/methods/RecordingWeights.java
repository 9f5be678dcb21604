package dev.lethe.methods;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.TrainedWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Trained tensors without a model: what a method does with them is kept, merges are made of given numbers. */
final class RecordingWeights implements TrainedWeights {

    /** A state is only its number. */
    record Numbered(int number) implements State {}

    private final List<Object> events = new ArrayList<>();
    private boolean factors = true;
    private int states;

    /** What was done, in order. */
    List<Object> events() {
        return events;
    }

    /** As where whole weights are trained. */
    RecordingWeights withoutFactors() {
        factors = false;
        return this;
    }

    @Override
    public boolean areFactors() {
        return factors;
    }

    @Override
    public State keep() {
        var kept = new Numbered(states++);
        events.add(List.of("keep", kept));
        return kept;
    }

    @Override
    public void restore(State state) {
        events.add(List.of("restore", state));
    }

    @Override
    public double distance(State state) {
        return 1;
    }

    @Override
    public void multiplyChange(State from, double factor) {
        events.add(List.of("multiply", from, factor));
    }

    @Override
    public void mergeChanges(State from, List<State> merged, Merge merge) {
        events.add(List.of("merge changes", from, merged, merge));
    }

    @Override
    public void mergeTensors(List<State> merged, Merge merge) {
        events.add(List.of("merge tensors", merged, merge));
    }

    /** What a merge makes of vectors. */
    static float[] merged(Merge merge, float[]... vectors) {
        try (Compute compute = Compute.best()) {
            return compute.call(() -> {
                List<NDArray> tensors = IntStream.range(0, vectors.length)
                        .mapToObj(i -> compute.manager().create(vectors[i], new Shape(1, vectors[i].length)))
                        .toList();
                return merge.merge(tensors).toFloatArray();
            });
        }
    }
}
