package dev.lethe.harness.model;

import dev.lethe.harness.record.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Writes checkpoints of bfloat16 noise, of any size, as fast as the disk: for measuring, not training. */
public final class SyntheticCheckpoint {

    /** Standard deviation of the matrices: {@code initializer_range} of OLMo's configuration. */
    private static final double DEVIATION = 0.02;

    /** Numbers that are drawn; a longer tensor repeats them. */
    private static final int DRAWN = 1 << 22;

    private static final int BYTES = StorageType.BF16.bytes();

    /** What a tensor repeats. */
    private enum Filling {
        NOISE,
        ONES,
        ZEROS
    }

    private SyntheticCheckpoint() {}

    /**
     * Writes the weights that a configuration asks for, in shards of at most 5 GB, and a copy of the configuration.
     *
     * @param config a {@code config.json}
     * @param folder an existing folder
     */
    public static void write(Path config, Path folder, long seed) {
        ByteBuffer noise = noise(seed);
        ByteBuffer ones = constant(1);
        ByteBuffer zeros = constant(0);
        DecoderConfig shape = DecoderConfigReader.read(ConfigJson.read(config), stated -> stated);
        List<SafetensorsWriter.Tensor> tensors = WeightNames.of(shape).all().stream()
                .map(name -> tensor(
                        name,
                        switch (filling(name)) {
                            case NOISE -> noise;
                            case ONES -> ones;
                            case ZEROS -> zeros;
                        }))
                .toList();
        AtomicFile.write(
                folder.resolve(DecoderConfig.FILE_NAME), ConfigJson.read(config).withStorageType(StorageType.BF16));
        ShardedWeights.write(folder, tensors, ShardedWeights.DEFAULT_LIMIT);
    }

    private static Filling filling(WeightName name) {
        if (name.slot().name().endsWith("NORM_WEIGHT")) {
            return Filling.ONES;
        }
        return name.shape().size() == 2 ? Filling.NOISE : Filling.ZEROS;
    }

    private static SafetensorsWriter.Tensor tensor(WeightName name, ByteBuffer pattern) {
        List<Long> dimensions = LongStream.of(name.dimensions()).boxed().toList();
        long bytes = name.elements() * BYTES;
        return new SafetensorsWriter.Tensor(
                name.name(), StorageType.BF16, dimensions, sink -> repeat(pattern, bytes, sink));
    }

    private static void repeat(ByteBuffer pattern, long bytes, SafetensorsWriter.Sink sink) throws IOException {
        for (long left = bytes; left > 0; left -= pattern.capacity()) {
            sink.accept(pattern.duplicate().limit((int) Math.min(pattern.capacity(), left)));
        }
    }

    private static ByteBuffer noise(long seed) {
        var random = new SplittableRandom(seed);
        ByteBuffer noise = ByteBuffer.allocateDirect(DRAWN * BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < DRAWN; i++) {
            noise.putShort(bfloat16((float) (DEVIATION * random.nextGaussian())));
        }
        return noise.flip();
    }

    private static ByteBuffer constant(float value) {
        ByteBuffer constant = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        while (constant.hasRemaining()) {
            constant.putShort(bfloat16(value));
        }
        return constant.flip();
    }

    /** The upper half of a float32, which is a bfloat16 rounded towards zero. */
    private static short bfloat16(float value) {
        return (short) (Float.floatToIntBits(value) >>> Short.SIZE);
    }
}
