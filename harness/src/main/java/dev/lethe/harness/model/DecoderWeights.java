package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tensors of a decoder in the order of the kernels: the outer slots, then the slots of each block. */
final class DecoderWeights {

    private static final List<Slot> OUTER =
            Arrays.stream(Slot.values()).filter(slot -> !slot.isPerBlock()).toList();
    private static final List<Slot> PER_BLOCK =
            Arrays.stream(Slot.values()).filter(Slot::isPerBlock).toList();

    private final List<@Nullable WeightName> names = new ArrayList<>();
    private final List<NDArray> tensors = new ArrayList<>();

    /** @param tensor makes the tensor of each name; owned by the caller's manager */
    DecoderWeights(DecoderConfig config, NDManager manager, Function<WeightName, NDArray> tensor) {
        WeightNames all = WeightNames.of(config);
        NDArray absent = manager.create(new Shape(0));
        OUTER.forEach(slot -> add(all.outside(slot).orElse(null), tensor, absent));
        for (int layer = 0; layer < config.layers(); layer++) {
            int block = layer;
            PER_BLOCK.forEach(slot -> add(all.inBlock(block, slot).orElse(null), tensor, absent));
        }
        if (config.tiedEmbeddings()) {
            tensors.set(index(Slot.HEAD), tensors.get(index(Slot.EMBEDDING)));
        }
    }

    /** The block of the tensor at an index; {@link WeightName#OUTSIDE} for an outer one. */
    static int layer(int index) {
        return index < OUTER.size() ? WeightName.OUTSIDE : (index - OUTER.size()) / PER_BLOCK.size();
    }

    private void add(@Nullable WeightName name, Function<WeightName, NDArray> tensor, NDArray absent) {
        names.add(name);
        tensors.add(name == null ? absent : tensor.apply(name));
    }

    static int index(Slot outer) {
        return OUTER.indexOf(outer);
    }

    static int index(int layer, Slot slot) {
        return OUTER.size() + PER_BLOCK.size() * layer + PER_BLOCK.indexOf(slot);
    }

    /** All tensors, absent ones without elements; a tied head is the embedding itself. */
    List<NDArray> tensors() {
        return tensors;
    }

    /** The names of the stored tensors, in the order of {@link #tensors()}. */
    List<WeightName> names() {
        return names.stream().filter(name -> name != null).toList();
    }

    NDArray get(WeightName name) {
        return tensors.get(names.indexOf(name));
    }

    void replace(WeightName name, NDArray tensor) {
        NDArray old = tensors.set(names.indexOf(name), tensor);
        old.close();
    }
}
