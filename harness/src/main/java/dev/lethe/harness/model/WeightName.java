package dev.lethe.harness.model;

import java.util.List;

/**
 * A tensor that a checkpoint must hold.
 *
 * @param slot its place in the decoder
 * @param layer index of its block, or {@link #OUTSIDE} for a slot that the decoder has once
 * @param name its name in the checkpoint
 * @param shape its expected shape
 */
public record WeightName(Slot slot, int layer, String name, List<Long> shape) {

    /** The layer of what belongs to no block. */
    public static final int OUTSIDE = -1;

    public WeightName {
        shape = List.copyOf(shape);
        if (slot.isPerBlock() != (layer != OUTSIDE)) {
            throw new IllegalArgumentException("slot " + slot + " in layer " + layer);
        }
    }

    /** The shape as an array. */
    public long[] dimensions() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** The number of elements. */
    public long elements() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }
}
