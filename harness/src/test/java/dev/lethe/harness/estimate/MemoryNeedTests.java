package dev.lethe.harness.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.torch.Dtype;
import org.junit.jupiter.api.Test;

/**
 * Derived by hand. A token of a block in float32: norms 2 * (16 + 16), projections 4 * 12, attention 16 + 8, MLP
 * 4 * 4 * 6 = 96: 232 bytes. In bfloat16: norms 2 * (16 + 8), projections 24, attention 8 + 8, MLP 48: 136 bytes.
 * A micro-batch here is 2 rows of 3, so 6 tokens.
 */
class MemoryNeedTests {

    private static final Workload FULL = Workload.training(Shapes.SMALL, Precision.FLOAT32, new Trainable.Full(), 2, 3);
    private static final Workload LORA = Workload.training(Shapes.SMALL, Precision.BFLOAT16, Shapes.LORA, 2, 3);

    @Test
    void fullTrainingHoldsWeightsTwoGradientsAndTwoMoments() {
        MemoryNeed need = MemoryNeed.of(FULL);

        assertThat(need.frozenWeights()).isZero();
        assertThat(need.trainedWeights()).isEqualTo(352 * 4);
        assertThat(need.gradients()).isEqualTo(352 * 8);
        assertThat(need.optimizerState()).isEqualTo(352 * 8);
        assertThat(need.trainingCasts()).isZero();
    }

    @Test
    void activationsOfEveryBlockStayUnlessTheyAreRunAgain() {
        // Two blocks kept and one at work; hidden states 6 * 4 * (4 + 2 * 4) = 288.
        assertThat(MemoryNeed.of(FULL).activations()).isEqualTo(3 * 6 * 232 + 288);
        // Three residual streams of 6 * 16 bytes, one block and its gradients.
        assertThat(MemoryNeed.of(FULL.withCheckpointing()).activations()).isEqualTo(3 * 96 + 2 * 6 * 232 + 288);
    }

    @Test
    void checkpointingBringsGradientsBlockByBlock() {
        assertThat(MemoryNeed.of(FULL.withCheckpointing()).gradients()).isEqualTo(4 * (352 + 136));
    }

    @Test
    void headTakesAChunkOfLogits() {
        // 6 rows (fewer than a chunk) of 10 logits, 4 copies of 4 bytes; its gradient is added up in place.
        assertThat(MemoryNeed.of(FULL).head()).isEqualTo(6 * 10 * 16);
        assertThat(MemoryNeed.of(LORA).head()).isEqualTo(6 * 10 * 16);
    }

    @Test
    void adaptersAreFloat32OnFrozenBfloat16() {
        MemoryNeed need = MemoryNeed.of(LORA);

        assertThat(need.frozenWeights()).isEqualTo(352 * 2);
        assertThat(need.trainedWeights()).isEqualTo(72 * 4);
        assertThat(need.optimizerState()).isEqualTo(72 * 8);
        assertThat(need.trainingCasts()).isZero();
        // Hidden: 6 * 4 * (4 + 2 * 2) = 192.
        assertThat(need.activations()).isEqualTo(3 * 6 * 136 + 192);
    }

    @Test
    void trainedFloat32WeightsAreCastForBfloat16() {
        Workload mixed = FULL.withPrecision(Precision.BFLOAT16);

        assertThat(MemoryNeed.of(mixed).trainingCasts()).isEqualTo(2 * 136 * 2);
        assertThat(MemoryNeed.of(mixed.withCheckpointing()).trainingCasts()).isEqualTo(136 * 2);
        // Cast of the head 80, its gradient in both types 40 * 6.
        assertThat(MemoryNeed.of(mixed).head()).isEqualTo(960 + 80 + 240);
    }

    @Test
    void lastBlocksKeepNoGraphBelow() {
        MemoryNeed need = MemoryNeed.of(FULL.withTrainable(new Trainable.LastBlocks(1)));

        assertThat(need.frozenWeights()).isEqualTo((352 - 136) * 4);
        assertThat(need.trainedWeights()).isEqualTo(136 * 4);
        assertThat(need.activations()).isEqualTo(2 * 6 * 232 + 288);
    }

    @Test
    void aReferenceIsACopyOfWhatIsTrainedButForAdapters() {
        var reference = new HeldBeside(true, 0, false, 1);

        assertThat(MemoryNeed.of(FULL.withBeside(reference)).reference()).isEqualTo(352 * 4);
        assertThat(MemoryNeed.of(FULL.withTrainable(new Trainable.LastBlocks(1)).withBeside(reference))
                        .reference())
                .isEqualTo(136 * 4);
        assertThat(MemoryNeed.of(LORA.withBeside(reference)).reference()).isZero();
        assertThat(MemoryNeed.of(FULL.withBeside(reference)).training())
                .isEqualTo(MemoryNeed.of(FULL).training() + 352 * 4);
    }

    @Test
    void keptCopiesAreAsLargeAsWhatIsTrained() {
        var kept = new HeldBeside(false, 3, false, 1);

        assertThat(MemoryNeed.of(FULL.withBeside(kept)).copies()).isEqualTo(3 * 352 * 4);
        assertThat(MemoryNeed.of(LORA.withBeside(kept)).copies()).isEqualTo(3 * 72 * 4);
        assertThat(MemoryNeed.of(FULL.withBeside(kept)).peak())
                .isEqualTo(MemoryNeed.of(FULL).peak() + 3 * 352 * 4);
    }

    @Test
    void importanceIsThatOfTheAdaptedWeightsBeforeThereAreMoments() {
        // q and v 16 each, up and down 24 each: 80 a block. Two sums, a buffer and the gradient on its way.
        MemoryNeed need = MemoryNeed.of(LORA.withBeside(new HeldBeside(false, 0, true, 1)));

        assertThat(need.importance()).isEqualTo(160 * 4 * 4);
        assertThat(need.initialization())
                .isEqualTo(need.held() + need.gradients() + need.activations() + need.head() + 160 * 4 * 4);
        assertThat(need.peak()).isEqualTo(need.initialization()).isGreaterThan(need.training());
        assertThat(MemoryNeed.of(LORA).initialization()).isZero();
    }

    @Test
    void replicasInOneMemoryHoldAllButTheRuntimeAndWhatTheFirstKeeps() {
        long alone = MemoryNeed.of(FULL).training() - MemoryNeed.RUNTIME_BYTES;

        assertThat(MemoryNeed.of(FULL.withBeside(new HeldBeside(false, 2, false, 3)))
                        .training())
                .isEqualTo(3 * alone + 2 * 352 * 4 + MemoryNeed.RUNTIME_BYTES);
        assertThat(MemoryNeed.of(Workload.generation(Shapes.SMALL, Precision.BFLOAT16, 5, 3, 7)
                                .withBeside(new HeldBeside(true, 2, true, 3)))
                        .peak())
                .as("nothing is trained")
                .isEqualTo(MemoryNeed.of(Workload.generation(Shapes.SMALL, Precision.BFLOAT16, 5, 3, 7))
                        .peak());
    }

    @Test
    void generationHoldsKeysAndValuesOfAllTokens() {
        MemoryNeed need = MemoryNeed.of(Workload.generation(Shapes.SMALL, Precision.BFLOAT16, 5, 3, 7));

        // Keys and values: 2 * 2 layers * 4 * 2 bytes = 32 a token; the prompts' way through a block 136 a token.
        assertThat(need.cache()).isEqualTo(5 * (10 * 32 + 3 * 136));
        assertThat(need.generationCasts()).isZero();
        assertThat(need.gradients() + need.activations() + need.head()).isZero();
        assertThat(need.peak()).isEqualTo(704 + need.cache() + MemoryNeed.RUNTIME_BYTES);
    }

    @Test
    void generationCastsWhatIsHeldInAnotherType() {
        var mixed = new Precision(Dtype.FLOAT32, Dtype.BFLOAT16, Dtype.FLOAT32);

        assertThat(MemoryNeed.of(Workload.generation(Shapes.SMALL, mixed, 1, 1, 1))
                        .generationCasts())
                .isEqualTo(352 * 2);
    }

    @Test
    void peakIsTheLargerPhase() {
        MemoryNeed need = MemoryNeed.of(Workload.training(Shapes.SMALL, Precision.FLOAT32, Shapes.LORA, 2, 3)
                .withGenerated(new Workload.Generated(100, 100, 100)));

        assertThat(need.generation()).isGreaterThan(need.training());
        assertThat(need.peak()).isEqualTo(need.generation());
    }
}
