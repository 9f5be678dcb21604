package dev.lethe.harness.estimate;

import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import java.util.stream.IntStream;

/**
 * What a model is to do at once: the largest micro-batch of training and the largest batch of generation.
 *
 * @param config the decoder
 * @param precision types of frozen weights and activations
 * @param trainable what is trained
 * @param checkpointing whether blocks are run again on the way back
 * @param trained the micro-batch
 * @param generated the rows decoded together
 * @param beside what else is held in training
 */
public record Workload(
        DecoderConfig config,
        Precision precision,
        Trainable trainable,
        boolean checkpointing,
        Trained trained,
        Generated generated,
        HeldBeside beside) {

    /**
     * A micro-batch.
     *
     * @param rows 0: no training
     * @param length tokens of its longest row
     */
    public record Trained(int rows, int length) {
        public Trained {
            requireCounts(rows, length);
        }

        long tokens() {
            return (long) rows * length;
        }
    }

    /**
     * Rows decoded together.
     *
     * @param rows 0: no generation
     * @param promptLength tokens of the longest prompt
     * @param newTokens tokens that follow it, at most
     */
    public record Generated(int rows, int promptLength, int newTokens) {
        public Generated {
            requireCounts(rows, promptLength, newTokens);
        }
    }

    private static void requireCounts(int... counts) {
        if (IntStream.of(counts).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("rows and tokens are at least 0");
        }
    }

    /** Training alone. */
    public static Workload training(
            DecoderConfig config, Precision precision, Trainable trainable, int rows, int length) {
        return new Workload(
                config,
                precision,
                trainable,
                false,
                new Trained(rows, length),
                new Generated(0, 0, 0),
                HeldBeside.NOTHING);
    }

    /** Generation alone, from frozen weights. */
    public static Workload generation(
            DecoderConfig config, Precision precision, int rows, int promptLength, int newTokens) {
        return training(config, precision, new Trainable.Nothing(), 0, 0)
                .withGenerated(new Generated(rows, promptLength, newTokens));
    }

    public Workload withCheckpointing() {
        return new Workload(config, precision, trainable, true, trained, generated, beside);
    }

    public Workload withPrecision(Precision changed) {
        return new Workload(config, changed, trainable, checkpointing, trained, generated, beside);
    }

    public Workload withTrainable(Trainable changed) {
        return new Workload(config, precision, changed, checkpointing, trained, generated, beside);
    }

    public Workload withTrained(Trained changed) {
        return new Workload(config, precision, trainable, checkpointing, changed, generated, beside);
    }

    public Workload withGenerated(Generated changed) {
        return new Workload(config, precision, trainable, checkpointing, trained, changed, beside);
    }

    public Workload withBeside(HeldBeside changed) {
        return new Workload(config, precision, trainable, checkpointing, trained, generated, changed);
    }
}
