package dev.lethe.harness.torch;

/** A number format of weights or of computation, with libtorch's code for it. */
public enum Dtype {
    FLOAT32(6, 4),
    BFLOAT16(15, 2),
    FLOAT16(5, 2),
    FLOAT64(7, 8);

    private final int code;
    private final int bytes;

    Dtype(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The number by which kernels name this type. */
    public int code() {
        return code;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }
}
