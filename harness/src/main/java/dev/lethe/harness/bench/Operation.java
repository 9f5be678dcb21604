package dev.lethe.harness.bench;

import dev.lethe.harness.estimate.ModelFlops;
import dev.lethe.harness.estimate.Workload;
import dev.lethe.harness.model.AdapterTargets;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import java.util.stream.IntStream;

/** What is measured of a model, in this order: first what leaves the weights as they are. */
public enum Operation {
    FORWARD("forward", 0),
    LORA_STEP("lora step", 0),
    DECODE_1("decode", 1),
    DECODE_16("decode", 16),
    DECODE_64("decode", 64),
    TRAINING_STEP("training step", 0);

    /** Tokens that each row is continued by. */
    static final int NEW_TOKENS = 64;

    /** Tokens of a prompt on its own; in a batch they vary around that. */
    private static final int PROMPT = 32;

    private static final int SHORTEST_PROMPT = 16;
    private static final int LONGEST_PROMPT = 48;

    /** Rank of the adapter: that of the published methods. */
    private static final int RANK = 16;

    private final String label;
    private final int decodedRows;

    Operation(String label, int decodedRows) {
        this.label = label;
        this.decodedRows = decodedRows;
    }

    /** The name in reports. */
    public String label() {
        return label;
    }

    /** Rows at once. */
    public int rows(BenchModel model) {
        return decodes() ? decodedRows : model.rows();
    }

    boolean decodes() {
        return decodedRows > 0;
    }

    /** What is trained. */
    Trainable trainable(BenchModel model) {
        return switch (this) {
            case TRAINING_STEP -> new Trainable.Full();
            case LORA_STEP -> new Trainable.Lora(
                    new LoraConfig(RANK, RANK, AdapterTargets.usual(model.config()), false));
            case FORWARD, DECODE_1, DECODE_16, DECODE_64 -> new Trainable.Nothing();
        };
    }

    /** Lengths of the prompts that are continued together. */
    int[] promptLengths() {
        int spread = LONGEST_PROMPT - SHORTEST_PROMPT + 1;
        // 7 and the spread of 33 have no common divisor: every length comes before one comes again.
        return decodedRows == 1
                ? new int[] {PROMPT}
                : IntStream.range(0, decodedRows)
                        .map(row -> SHORTEST_PROMPT + 7 * row % spread)
                        .toArray();
    }

    /** Tokens that one run trains on, reads or writes. */
    long tokens(BenchModel model) {
        return (long) rows(model) * (decodes() ? NEW_TOKENS : model.length());
    }

    /** Model FLOPs of one run. */
    double flops(BenchModel model) {
        var flops = new ModelFlops(model.config());
        return switch (this) {
            case FORWARD -> flops.forward(model.rows(), model.length());
            case LORA_STEP, TRAINING_STEP -> flops.step(trainable(model), model.rows(), model.length());
            case DECODE_1, DECODE_16, DECODE_64 -> IntStream.of(promptLengths())
                    .mapToDouble(length -> flops.decode(1, length, NEW_TOKENS))
                    .sum();
        };
    }

    /** What it holds in memory. A forward pass is taken for a generation without new tokens. */
    Workload workload(BenchModel model, Precision precision) {
        return switch (this) {
            case FORWARD -> Workload.generation(model.config(), precision, model.rows(), model.length(), 0);
            case LORA_STEP, TRAINING_STEP -> Workload.training(
                    model.config(), precision, trainable(model), model.rows(), model.length());
            case DECODE_1, DECODE_16, DECODE_64 -> Workload.generation(
                    model.config(), precision, decodedRows, decodedRows == 1 ? PROMPT : LONGEST_PROMPT, NEW_TOKENS);
        };
    }
}
