package dev.lethe.harness.model;

import java.util.List;

/**
 * Where a tensor lies in a safetensors file.
 *
 * @param type element type
 * @param shape its dimensions; empty for a scalar
 * @param begin first byte, counted from the start of the data
 * @param end byte after the last
 */
public record TensorInfo(StorageType type, List<Long> shape, long begin, long end) {

    public TensorInfo {
        shape = List.copyOf(shape);
        if (begin < 0 || end < begin || end - begin != bytes(type, shape)) {
            throw new IllegalArgumentException(
                    type + " " + shape + " takes " + bytes(type, shape) + " bytes, not [" + begin + ", " + end + ")");
        }
    }

    /** The number of bytes it takes. */
    public long bytes() {
        return end - begin;
    }

    /** The number of elements. */
    public long elements() {
        return bytes() / type.bytes();
    }

    /** The shape as an array. */
    public long[] dimensions() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Bytes of a tensor; throws {@link ArithmeticException} where they exceed a long. */
    static long bytes(StorageType type, List<Long> shape) {
        long bytes = type.bytes();
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("negative dimension in " + shape);
            }
            bytes = Math.multiplyExact(bytes, dimension);
        }
        return bytes;
    }
}
