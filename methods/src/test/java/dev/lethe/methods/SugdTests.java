package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.methods.RecordingRun.Trained;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SUGD's layout: chunks in file order, a cursor through the retain rows that survives them. */
class SugdTests {

    private static final double RATE = 1e-3;

    private static List<Trained> phases(int forget, int retain, Sugd.Parameters parameters) {
        var run = new RecordingRun(forget, retain, 1);
        new Sugd().unlearn(run, parameters);
        return run.phases();
    }

    private static Sugd.Parameters parameters(int chunkSize, int retainPerForget, int batchSize) {
        return new Sugd.Parameters(
                chunkSize, retainPerForget, 0.5, 2, RATE, batchSize, false, true, true, Sugd.RetainLoss.NLL);
    }

    @Test
    void drawsRetainRowsCyclicallyAcrossChunks() {
        // Five forget rows in chunks of two, three of four retain rows each: the cursor goes 0, 2, 0, 3.
        assertThat(phases(5, 4, parameters(2, 3, 4)))
                .extracting(phase -> phase.rows(0))
                .containsExactly("F0 R0 R1 R2 F1 R3 R0 R1", "F2 R2 R3 R0 F3 R1 R2 R3", "F4 R0 R1 R2");
    }

    @Test
    void givesEveryBatchItsShareOfBothSets() {
        for (Trained phase : phases(5, 4, parameters(2, 3, 4))) {
            assertThat(phase.epochs().get(0)).allSatisfy(batch -> {
                assertThat(batch.forget()).hasSize(1);
                assertThat(batch.retain()).hasSize(3);
            });
        }
    }

    @Test
    void putsSeveralGroupsIntoALargerBatch() {
        List<Trained> phases = phases(5, 4, parameters(3, 1, 4));
        assertThat(phases).extracting(phase -> phase.rows(0)).containsExactly("F0 F1 R0 R1 F2 R2", "F3 F4 R3 R0");
        assertThat(phases.get(0).epochs().get(0))
                .extracting(batch -> batch.size())
                .containsExactly(4, 2);
    }

    @Test
    void keepsTheOrderInEveryEpoch() {
        assertThat(phases(5, 4, parameters(2, 3, 4)))
                .allSatisfy(phase -> assertThat(phase.rows(1)).isEqualTo(phase.rows(0)));
    }

    @Test
    void takesAForgetSetSmallerThanAChunkAsOne() {
        assertThat(phases(2, 4, parameters(32, 1, 2))).singleElement().satisfies(phase -> assertThat(phase.rows(0))
                .isEqualTo("F0 R0 F1 R1"));
    }

    @Test
    void repeatsRetainRowsWhereThereAreTooFew() {
        assertThat(phases(1, 2, parameters(32, 5, 6)).get(0).rows(0)).isEqualTo("F0 R0 R1 R0 R1 R0");
    }

    @Test
    void ascendsAloneWithoutRetainRows() {
        assertThat(phases(2, 4, parameters(32, 0, 1)).get(0).rows(0)).isEqualTo("F0 F1");
    }

    @Test
    void startsEachChunkWithAFreshOptimizerAtTheFullRate() {
        List<Trained> phases = phases(5, 4, parameters(2, 3, 4));
        assertThat(phases)
                .extracting(trained -> trained.phase().name())
                .containsExactly("chunk 1/3", "chunk 2/3", "chunk 3/3");
        assertThat(phases).extracting(Trained::phase).allSatisfy(phase -> {
            assertThat(phase.epochs()).isEqualTo(2);
            assertThat(phase.optimizer()).isEqualTo(AdamW.withRate(RATE));
            assertThat(phase.schedule()).isEqualTo(LinearSchedule.WITHOUT_WARMUP);
            assertThat(phase.maxGradNorm()).isEqualTo(1);
        });
    }

    @Test
    void weighsRowsAndDividesByTheirNumber() {
        // One forget and two retain rows of methods.md 9: (-1.686896923 + 0.5 * (2.746762831 + 2.624486670)) / 3.
        var objective = phases(1, 2, parameters(1, 2, 3)).get(0).phase().objective();
        assertThat(Golden.loss(objective, Golden.FORGET.first(1), Golden.RETAIN))
                .isCloseTo(0.332909276, Golden.CLOSE);
    }

    private static String allAtOnce(int forget, int retain, int retainPerForget) {
        List<Trained> phases = phases(
                forget,
                retain,
                new Sugd.Parameters(
                        2,
                        retainPerForget,
                        0.5,
                        2,
                        RATE,
                        1 + retainPerForget,
                        false,
                        false,
                        true,
                        Sugd.RetainLoss.NLL));
        assertThat(phases).hasSize(1);
        return phases.get(0).rows(0);
    }

    @Test
    void takesEverythingAtOnceOnRequest() {
        // floor(7 / 3) = 2 retain rows after each forget row, the seventh last; batches of two rows, forget rows first.
        assertThat(allAtOnce(3, 7, 1)).isEqualTo("F0 R0 F1 R1 R2 R3 F2 R4 R5 R6");
        // floor(4 / 3) * 2 = 2 after each, more than there are.
        assertThat(allAtOnce(3, 4, 2)).isEqualTo("F0 R0 R1 F1 R2 R3 F2 R0 R1");
        // floor(2 / 3) = 0: they all come last.
        assertThat(allAtOnce(3, 2, 1)).isEqualTo("F0 F1 F2 R0 R1");
    }

    private static Sugd.Parameters unsplit(int chunkSize) {
        return new Sugd.Parameters(chunkSize, 3, 0.5, 2, RATE, 1, false, true, false, Sugd.RetainLoss.NLL);
    }

    @Test
    void givesEveryChunkTheWholeRetainSetOnRequest() {
        List<Trained> phases = phases(5, 7, unsplit(3));
        assertThat(phases).hasSize(2);
        // floor(7 / 3) = 2 rows after each of three forget rows and one more last; floor(7 / 2) = 3 after each of two.
        assertThat(phases.get(0).rows(0).replaceAll("R\\d", "R")).isEqualTo("F0 R R F1 R R F2 R R R");
        assertThat(phases.get(1).rows(0).replaceAll("R\\d", "R")).isEqualTo("F3 R R R F4 R R R R");
        assertThat(phases).allSatisfy(phase -> assertThat(retained(phase))
                .containsExactlyInAnyOrder("R0", "R1", "R2", "R3", "R4", "R5", "R6"));
    }

    @Test
    void shufflesTheWholeRetainSetAnewForEachChunk() {
        List<Trained> phases = phases(4, 20, unsplit(2));
        assertThat(retained(phases.get(0))).isNotEqualTo(retained(phases.get(1)));
        assertThat(phases(4, 20, unsplit(2)).get(1).rows(0))
                .isEqualTo(phases.get(1).rows(0));
        assertThat(phases.get(0).rows(1))
                .as("in every epoch")
                .isEqualTo(phases.get(0).rows(0));
    }

    private static List<String> retained(Trained phase) {
        return Stream.of(phase.rows(0).split(" "))
                .filter(row -> row.startsWith("R"))
                .toList();
    }

    @Test
    void takesAnyBatchWithTheWholeRetainSetAndSharesItWhereThereAreNoChunks() {
        assertThat(unsplit(3).batchSize()).as("a row where groups would have 4").isEqualTo(1);
        assertThatThrownBy(() -> new Sugd.Parameters(2, 3, 0.5, 2, RATE, 4, false, false, false, Sugd.RetainLoss.NLL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("splitRetain is false; expected true where sequential is false");
        assertThatThrownBy(() -> phases(2, 0, unsplit(2)))
                .isInstanceOf(UserException.class)
                .hasMessage("the retain set is empty; sugd with splitRetain = false needs retain rows");
    }

    @Test
    void keepsRetainRowsCloseToTheReferenceOnRequest() {
        var p = new Sugd.Parameters(2, 1, 0.5, 2, RATE, 2, false, true, true, Sugd.RetainLoss.KL);
        assertThat(new Sugd().needs(p)).contains(Capability.REFERENCE);
        assertThat(new Sugd().needs(parameters(2, 1, 2))).doesNotContain(Capability.REFERENCE);
        double kl = Golden.loss(
                batch -> batch.retain()
                        .klToReference(Positions.LABELS)
                        .sequenceMean()
                        .sum(),
                Golden.NONE,
                Golden.RETAIN);
        assertThat(Golden.loss(Sugd.objective(p), Golden.NONE, Golden.RETAIN)).isCloseTo(kl / 4, Golden.CLOSE);
    }

    @Test
    void refusesABatchThatCutsAGroup() {
        assertThatThrownBy(() -> parameters(32, 3, 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchSize is 6; expected a multiple of 1 + retainPerForget = 4");
        assertThatThrownBy(() -> parameters(32, 3, 0)).hasMessageStartingWith("batchSize is 0; expected a multiple");
    }

    @Test
    void needsARetainRow() {
        assertThatThrownBy(() -> phases(2, 0, parameters(32, 1, 2)))
                .isInstanceOf(UserException.class)
                .hasMessage("the retain set is empty; sugd with retainPerForget = 1 needs retain rows");
        assertThat(phases(2, 0, parameters(32, 0, 1))).hasSize(1);
    }
}
