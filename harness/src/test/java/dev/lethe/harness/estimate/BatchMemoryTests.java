package dev.lethe.harness.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.torch.Dtype;
import org.junit.jupiter.api.Test;

/** Batches shrink with free memory, in steps, and do not grow without end. */
class BatchMemoryTests {

    private static final DecoderConfig CONFIG = DecoderConfig.olmo(2048, 256, 2, 4, 1024, 0, 1, 2048, false);

    private static BatchMemory of(long free) {
        return BatchMemory.of(free, 1 << 20);
    }

    @Test
    void isAQuarterInStepsOfTwo() {
        assertThat(of(400_000).bytes()).isEqualTo(65_536);
        assertThat(of(500_000).bytes()).isEqualTo(65_536);
        assertThat(of(4 * 131_072).bytes()).isEqualTo(131_072);
        assertThat(of(1L << 40).bytes()).isEqualTo(1 << 20);
        assertThat(of(-5).bytes()).isEqualTo(1);
    }

    @Test
    void holdsAsManyTokensAsItHasBytesFor() {
        // Two blocks of four heads of 64: keys and values of a token are 2 * 2 * 256 floats.
        long perToken = 4096 + Activations.perBlockToken(CONFIG, 4);
        var memory = new BatchMemory(100 * perToken);

        assertThat(memory.generatedTokens(CONFIG, Dtype.FLOAT32, 1000)).isEqualTo(100);
        assertThat(memory.generatedTokens(CONFIG, Dtype.FLOAT32, 30)).isEqualTo(30);
        assertThat(memory.generatedTokens(CONFIG, Dtype.BFLOAT16, 1000)).isGreaterThan(120);
        assertThat(memory.scoredTokens(CONFIG, Dtype.FLOAT32, 1000)).isGreaterThan(100);
        assertThat(new BatchMemory(1).generatedTokens(CONFIG, Dtype.FLOAT32, 1000))
                .isEqualTo(1);
        assertThat(new BatchMemory(1).scoredTokens(CONFIG, Dtype.FLOAT32, 1000)).isEqualTo(1);
    }
}
