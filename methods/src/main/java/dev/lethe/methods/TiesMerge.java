package dev.lethe.methods;

import static dev.lethe.methods.Checks.check;
import static dev.lethe.methods.Checks.positive;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.training.TrainedWeights;
import java.util.List;

/**
 * TIES: trim, elect a sign, merge. Of each tensor only the {@code floor(density * n)} largest magnitudes stay; each entry
 * takes the sign of the sum over tensors (0: plus); it becomes the mean of {@code weight * value} over the tensors that
 * have this sign, 0 where none has.
 *
 * <p>Source: Yadav et al., arXiv 2306.01708, as PEFT's {@code ties} with {@code majority_sign_method="total"}: the sign is
 * elected before weights apply, which the paper does not have. Differs from the source: nothing.
 *
 * @param density share of the entries that stay, in (0, 1]
 * @param weights a positive factor for each tensor
 */
record TiesMerge(double density, List<Double> weights) implements TrainedWeights.Merge {

    TiesMerge {
        check(density > 0 && density <= 1, "density", density, "above 0 and at most 1");
        weights.forEach(weight -> positive("weight", weight));
        weights = List.copyOf(weights);
    }

    @Override
    public NDArray merge(List<NDArray> tensors) {
        List<NDArray> trimmed = tensors.stream().map(this::trimmed).toList();
        NDArray elected = trimmed.stream().reduce(NDArray::add).orElseThrow().gte(0); // true: plus
        NDArray sum = trimmed.get(0).zerosLike();
        NDArray count = sum;
        for (int i = 0; i < trimmed.size(); i++) {
            NDArray agrees = agreement(trimmed.get(i), elected);
            sum = sum.add(trimmed.get(i).mul(agrees).mul(weights.get(i)));
            count = count.add(agrees);
        }
        return sum.div(count.maximum(1));
    }

    /** 1 where an entry is not 0 and has the elected sign, else 0. */
    private static NDArray agreement(NDArray trimmed, NDArray elected) {
        NDArray plus = trimmed.gt(0).logicalAnd(elected);
        NDArray minus = trimmed.lt(0).logicalAnd(elected.logicalNot());
        return plus.logicalOr(minus).toType(DataType.FLOAT32, false);
    }

    private NDArray trimmed(NDArray tensor) {
        Shape shape = tensor.getShape();
        int kept = (int) (density * shape.size());
        if (kept == 0) {
            return tensor.zerosLike();
        }
        NDList largest = tensor.flatten().abs().topK(kept, 0, true, false);
        NDArray places = largest.get(1);
        NDArray mask =
                tensor.flatten().zerosLike().scatter(places, largest.get(0).onesLike(), 0);
        return tensor.mul(mask.reshape(shape));
    }
}
