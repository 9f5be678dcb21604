package dev.lethe.harness.estimate;

import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;

/**
 * What a model is to do at once: the largest micro-batch of training and the largest batch of generation.
 *
 * @param config the decoder
 * @param precision types of frozen weights and activations
 * @param trainable what is trained
 * @param checkpointing whether blocks are run again on the way back
 * @param rows rows of a micro-batch; 0 = no training
 * @param length tokens of its longest row
 * @param generatedRows rows decoded together; 0 = no generation
 * @param promptLength tokens of the longest prompt
 * @param newTokens tokens that follow it, at most
 * @param beside what else is held in training
 */
public record Workload(
        DecoderConfig config,
        Precision precision,
        Trainable trainable,
        boolean checkpointing,
        int rows,
        int length,
        int generatedRows,
        int promptLength,
        int newTokens,
        HeldBeside beside) {

    public Workload {
        if (rows < 0 || length < 0 || generatedRows < 0 || promptLength < 0 || newTokens < 0) {
            throw new IllegalArgumentException("rows and tokens are at least 0");
        }
    }

    /** One model alone. */
    public Workload(
            DecoderConfig config,
            Precision precision,
            Trainable trainable,
            boolean checkpointing,
            int rows,
            int length,
            int generatedRows,
            int promptLength,
            int newTokens) {
        this(
                config,
                precision,
                trainable,
                checkpointing,
                rows,
                length,
                generatedRows,
                promptLength,
                newTokens,
                HeldBeside.NOTHING);
    }

    /** Training alone. */
    public static Workload training(
            DecoderConfig config, Precision precision, Trainable trainable, int rows, int length) {
        return new Workload(config, precision, trainable, false, rows, length, 0, 0, 0);
    }

    /** Generation alone, from frozen weights. */
    public static Workload generation(
            DecoderConfig config, Precision precision, int rows, int promptLength, int newTokens) {
        return new Workload(config, precision, new Trainable.Nothing(), false, 0, 0, rows, promptLength, newTokens);
    }

    public Workload withCheckpointing() {
        return new Workload(
                config, precision, trainable, true, rows, length, generatedRows, promptLength, newTokens, beside);
    }

    public Workload withRows(int changed) {
        return new Workload(
                config,
                precision,
                trainable,
                checkpointing,
                changed,
                length,
                generatedRows,
                promptLength,
                newTokens,
                beside);
    }

    public Workload withPrecision(Precision changed) {
        return new Workload(
                config,
                changed,
                trainable,
                checkpointing,
                rows,
                length,
                generatedRows,
                promptLength,
                newTokens,
                beside);
    }

    public Workload withTrainable(Trainable changed) {
        return new Workload(
                config,
                precision,
                changed,
                checkpointing,
                rows,
                length,
                generatedRows,
                promptLength,
                newTokens,
                beside);
    }

    public Workload withBeside(HeldBeside changed) {
        return new Workload(
                config,
                precision,
                trainable,
                checkpointing,
                rows,
                length,
                generatedRows,
                promptLength,
                newTokens,
                changed);
    }

    /** The same with other rows decoded together. */
    public Workload withGeneration(int changed) {
        return new Workload(
                config, precision, trainable, checkpointing, rows, length, changed, promptLength, newTokens, beside);
    }

    /** Tokens of a micro-batch. */
    long tokens() {
        return (long) rows * length;
    }
}
