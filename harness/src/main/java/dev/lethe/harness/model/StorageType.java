package dev.lethe.harness.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The element type of a tensor on disk, under its name in safetensors headers. */
public enum StorageType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1);

    private final int bytes;

    StorageType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether the elements are floating-point numbers. */
    public boolean isFloating() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }

    /** The name in {@code torch_dtype} of a {@code config.json}, for floating-point types. */
    public String torchName() {
        return switch (this) {
            case F64 -> "float64";
            case F32 -> "float32";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> throw new IllegalStateException(
                    this + " is not a type of weights");
        };
    }

    static Optional<StorageType> ofHeaderName(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    static Optional<StorageType> ofTorchName(String name) {
        return Arrays.stream(values())
                .filter(StorageType::isFloating)
                .filter(type -> type.torchName().equals(name))
                .findFirst();
    }

    static String headerNames() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    static String torchNames() {
        return Arrays.stream(values())
                .filter(StorageType::isFloating)
                .map(StorageType::torchName)
                .collect(Collectors.joining(", "));
    }
}
