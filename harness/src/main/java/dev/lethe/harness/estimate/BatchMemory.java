package dev.lethe.harness.estimate;

import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;

/**
 * Memory that a batch of texts may take. It changes in steps of two and has a limit, because the last digits of results
 * depend on the batch: where there is enough memory, batches are the same in every run.
 *
 * @param bytes how much
 */
public record BatchMemory(long bytes) {

    /** The share of free memory for a batch: the rest is for what the count below leaves out. A guess. */
    private static final int SHARE = 4;

    /** Most for a batch on a CPU: more rows are no faster there. A guess. */
    private static final long MOST_ON_HOST = 4L << 30;

    private static final long MOST_ON_DEVICE = 16L << 30;

    /** What a batch may take on this device now. */
    public static BatchMemory on(Compute compute) {
        long most = compute.isCpu() ? MOST_ON_HOST : MOST_ON_DEVICE;
        return AvailableMemory.on(compute)
                .map(available -> of(available.bytes(), most))
                .orElseGet(() -> new BatchMemory(most));
    }

    /** What a batch may take of so many free bytes of this device. */
    public static BatchMemory of(Compute compute, long free) {
        return of(free, compute.isCpu() ? MOST_ON_HOST : MOST_ON_DEVICE);
    }

    static BatchMemory of(long free, long most) {
        return new BatchMemory(Math.min(most, Long.highestOneBit(Math.max(1, free / SHARE))));
    }

    /** Tokens of rows that are continued together, prompt and new ones, from 1 to {@code most}. */
    public int generatedTokens(DecoderConfig config, Dtype computeType, int most) {
        long cached = 2L * config.layers() * config.keyValueHeads() * config.headSize() * computeType.bytes();
        return tokens(cached + Activations.perBlockToken(config, computeType.bytes()), most);
    }

    /** Tokens of rows that are scored together, from 1 to {@code most}. */
    public int scoredTokens(DecoderConfig config, Dtype computeType, int most) {
        long hidden = (long) config.width() * (Dtype.FLOAT32.bytes() + computeType.bytes());
        return tokens(hidden + Activations.perBlockToken(config, computeType.bytes()), most);
    }

    private int tokens(long bytesPerToken, int most) {
        return (int) Math.max(1, Math.min(most, bytes / bytesPerToken));
    }
}
