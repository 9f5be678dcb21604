package dev.lethe.harness.bench;

import dev.lethe.data.UserException;
import dev.lethe.harness.estimate.WeightCounts;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Trainable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A shape to measure, and the batch to measure it with.
 *
 * @param name for reports
 * @param config the decoder
 * @param rows of a training batch and of a forward pass
 * @param length tokens of each
 */
public record BenchModel(String name, DecoderConfig config, int rows, int length) {

    /** Tokens of a row of a batch. */
    private static final int LENGTH = 256;

    /** Rows of a batch of a model below {@link #LARGE}. */
    private static final int ROWS = 8;

    /** From so many weights on, batches have one row, as where such models are trained on a CPU. */
    private static final long LARGE = 500_000_000L;

    /** The sizes with a name, smallest first. All are plain OLMo. */
    private enum Size {
        /** The embedded target. */
        TINY(2048, 256, 2, 4, 1024, false),
        /** Eight layers of width 512. */
        MILLIONS_35(2048, 512, 8, 8, 2048, false),
        /** Twelve layers of width 768 with a full vocabulary. */
        MILLIONS_125(50_304, 768, 12, 12, 2048, true),
        /** The shape of OLMo-1B-0724. */
        BILLION(50_304, 2048, 16, 16, 8192, false);

        private final DecoderConfig config;

        Size(int vocabulary, int width, int layers, int heads, int mlpWidth, boolean tied) {
            this.config = DecoderConfig.olmo(vocabulary, width, layers, heads, mlpWidth, 0, 1, 2048, tied);
        }

        String label() {
            return switch (this) {
                case TINY -> "tiny";
                case MILLIONS_35 -> "35m";
                case MILLIONS_125 -> "125m";
                case BILLION -> "1b";
            };
        }
    }

    /** The names of the sizes, smallest first. */
    public static List<String> names() {
        return Stream.of(Size.values()).map(Size::label).toList();
    }

    /** A size by its name. */
    public static BenchModel named(String name) {
        Optional<Size> size = Stream.of(Size.values())
                .filter(known -> known.label().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst();
        return size.map(known -> of(known.label(), known.config))
                .orElseThrow(() -> UserException.configuration("there is no size \"" + name + "\"; expected "
                        + String.join(", ", names()) + ", or the shape of a checkpoint with --config"));
    }

    /** The shape that a checkpoint's folder or its {@code config.json} states; weights are not read. */
    public static BenchModel at(Path place) {
        Path file = Files.isDirectory(place) ? place.resolve(DecoderConfig.FILE_NAME) : place;
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (!Files.isRegularFile(file) || folder == null) {
            throw UserException.checkpoint(
                    file + " does not exist; expected a checkpoint's folder or its " + DecoderConfig.FILE_NAME);
        }
        String stem = file.getFileName().toString();
        String name = stem.equals(DecoderConfig.FILE_NAME) ? String.valueOf(folder.getFileName()) : stem;
        try {
            return of(name, DecoderConfig.parse(Files.readString(file), file.toString()));
        } catch (IOException e) {
            throw new UserException(UserException.Kind.CHECKPOINT, file + " cannot be read: " + e, e);
        }
    }

    private static BenchModel of(String name, DecoderConfig config) {
        return new BenchModel(name, config, parameters(config) < LARGE ? ROWS : 1, LENGTH);
    }

    /** Whether it is measured on one row at a time. */
    boolean isLarge() {
        return parameters() >= LARGE;
    }

    private static long parameters(DecoderConfig config) {
        return WeightCounts.of(config, new Trainable.Nothing()).all();
    }

    /** Number of weights. */
    public long parameters() {
        return parameters(config);
    }
}
