package dev.lethe.harness.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.model.AdapterTargets;
import dev.lethe.harness.model.Trainable;
import org.junit.jupiter.api.Test;

/**
 * Derived by hand. N = 2 * 136 + 40 = 312. Rows of 3 tokens see 1 + 2 + 3 = 6 pairs; 4 H C = 16 each makes 96 a block,
 * S = 192.
 */
class ModelFlopsTests {

    private final ModelFlops flops = new ModelFlops(Shapes.SMALL);

    @Test
    void forwardTakesTwoForEachWeightAndTheAttention() {
        assertThat(flops.forward(2, 3)).isEqualTo(2 * (2 * 312 * 3 + 192));
    }

    @Test
    void fullStepTakesThreeForwardPasses() {
        assertThat(flops.step(new Trainable.Full(), 2, 3)).isEqualTo(2 * (6 * 312 * 3 + 3 * 192));
    }

    @Test
    void loraStepSkipsTheGradientsOfFrozenWeights() {
        // A = 2 * 36 = 72.
        assertThat(flops.step(Shapes.LORA, 1, 3)).isEqualTo(4 * 312 * 3 + 6 * 72 * 3 + 3 * 192);
    }

    @Test
    void lastBlockStepGoesBackThroughHeadAndThatBlock() {
        // Forward 2 * 312 * 3 + 192 = 2064; back: head 2 * 40 * 3 = 240, block 4 * 136 * 3 = 1632, attention 2 * 96.
        assertThat(flops.step(new Trainable.LastBlocks(1), 1, 3)).isEqualTo(2064 + 240 + 1632 + 192);
    }

    @Test
    void nothingTrainedIsAForwardPass() {
        assertThat(flops.step(new Trainable.Nothing(), 2, 3)).isEqualTo(flops.forward(2, 3));
    }

    @Test
    void decodingPassesEachTokenOnceAndTheHeadForNewOnesOnly() {
        // Prompt 2, new 2: 3 tokens enter the blocks, the last new one does not; 2 leave the head.
        assertThat(flops.decode(5, 2, 2)).isEqualTo(5 * (2 * 272 * 3 + 2 * 40 * 2 + 192));
    }

    @Test
    void windowsHidePairs() {
        assertThat(ModelFlops.visiblePairs(4, 0)).isEqualTo(1 + 2 + 3 + 4);
        assertThat(ModelFlops.visiblePairs(4, 2)).isEqualTo(1 + 2 + 2 + 2);
        assertThat(ModelFlops.visiblePairs(4, 9)).isEqualTo(10);
    }

    @Test
    void usualTargetsAreSpelledAsTheCheckpointDoes() {
        assertThat(AdapterTargets.usual(Shapes.SMALL))
                .isEqualTo(Shapes.LORA.config().targetModules());
        assertThat(AdapterTargets.parametersPerBlock(Shapes.SMALL, Shapes.LORA.config()))
                .isEqualTo(36);
    }
}
