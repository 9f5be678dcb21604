package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.torch.Autograd;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Some rows' way to the output of one block: forward to its distances from targets, and back. */
final class BlockPass {

    private final PaddedRows rows;
    private final BlockSource source;
    private final NDManager scope;
    private final List<Distance> distances = new ArrayList<>();

    /**
     * A distance that was handed out.
     *
     * @param difference (B, T, D) output less target
     * @param values what the objective can be differentiated by
     */
    private record Distance(NDArray difference, PerToken values) {}

    BlockPass(PaddedRows rows, BlockSource source, NDManager scope) {
        this.rows = rows;
        this.source = source;
        this.scope = scope;
    }

    /** The mean over features of the squared distance from one vector (D), given by its size. */
    PerToken distance(IntFunction<float[]> target, Positions over) {
        int width = Math.toIntExact(source.output().getShape().get(2));
        return distance(scope.create(target.apply(width)), over);
    }

    /** The same from the output under the reference model. */
    PerToken distanceToReference(Positions over) {
        return distance(source.reference(), over);
    }

    private PerToken distance(NDArray target, Positions over) {
        NDArray difference = source.output().stopGradient().sub(target);
        NDArray mask = rows.select(over).mask();
        NDArray values = difference.square().mean(new int[] {2}).mul(mask);
        var distance = new Distance(difference, new PerToken(new Value(Autograd.leaf(values)), new Value(mask)));
        distances.add(distance);
        return distance.values();
    }

    /** The mean of what was asked for first. */
    double meanDistance() {
        return distances.get(0).values().tokenMean().number();
    }

    void backward() {
        distances.stream().map(this::gradient).reduce(NDArray::add).ifPresent(source::backward);
    }

    /** By the output (B, T, D): {@code 2 / D * difference}, times what comes from the objective. */
    private NDArray gradient(Distance distance) {
        NDArray upstream = Autograd.gradient(distance.values().values().array(), scope);
        double factor = 2.0 / distance.difference().getShape().get(2);
        return distance.difference()
                .mul(upstream.mul(distance.values().scored().array()).expandDims(2))
                .mul(factor);
    }
}
