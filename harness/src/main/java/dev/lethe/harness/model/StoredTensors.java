package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.torch.Dtype;
import dev.lethe.harness.torch.Kernels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Moves tensors between safetensors files and a device, chunk by chunk through one buffer. */
final class StoredTensors {

    /** Size of the buffer through which tensors are read: small beside any model, large beside a disk block. */
    private static final int BUFFER_BYTES = 8 << 20;

    private final ByteBuffer buffer;

    /** @param largestBytes size of the largest tensor to read, in bytes */
    StoredTensors(long largestBytes) {
        buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, largestBytes))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads a tensor into a new one of type {@code dtype} owned by {@code owner}. */
    NDArray read(SafetensorsFolder file, String name, Dtype dtype, Kernels kernels, NDManager owner) {
        TensorInfo info = file.find(name).orElseThrow();
        Dtype stored = dtype(info.type());
        NDArray flat = kernels.storage().zeros(owner, dtype, info.elements());
        for (long offset = 0; offset < info.bytes(); ) {
            int count = file.read(name, offset, buffer);
            try (NDManager scope = owner.newSubManager()) {
                NDArray bytes = scope.create(
                        buffer.slice(0, count).order(ByteOrder.LITTLE_ENDIAN), new Shape(count), DataType.UINT8);
                kernels.storage().fill(scope, flat, offset / stored.bytes(), bytes, stored);
            }
            offset += count;
        }
        NDArray shaped = flat.reshape(new Shape(info.dimensions()));
        shaped.attach(owner);
        flat.close();
        return shaped;
    }

    /** A tensor to write, as {@code type}. */
    static SafetensorsWriter.Tensor write(
            String name, NDArray tensor, StorageType type, Kernels kernels, NDManager manager) {
        List<Long> shape = Arrays.stream(tensor.getShape().getShape()).boxed().toList();
        return new SafetensorsWriter.Tensor(name, type, shape, sink -> {
            try (NDManager scope = manager.newSubManager()) {
                sink.accept(kernels.storage().bytes(scope, tensor, dtype(type)).toByteBuffer());
            }
        });
    }

    static Dtype dtype(StorageType type) {
        return switch (type) {
            case F64 -> Dtype.FLOAT64;
            case F32 -> Dtype.FLOAT32;
            case F16 -> Dtype.FLOAT16;
            case BF16 -> Dtype.BFLOAT16;
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> throw new IllegalArgumentException(
                    type + " is not a type of weights");
        };
    }
}
