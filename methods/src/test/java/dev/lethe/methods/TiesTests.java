package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.UserException;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.methods.RecordingRun.Trained;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TIES on numbers worked out by hand, and the two trainings whose results it merges. */
class TiesTests {

    private static Ties.Parameters parameters(double secondShare, boolean deltaSpace) {
        return new Ties.Parameters(
                1e-2,
                2,
                3,
                0.01,
                0.1,
                Positions.ALL,
                0.4,
                0.4,
                0.2,
                1,
                0.3,
                0.3,
                0.4,
                2,
                1,
                secondShare,
                0.8,
                deltaSpace);
    }

    private static RecordingRun run(boolean deltaSpace) {
        var run = new RecordingRun(7, 3, 1);
        new Ties().unlearn(run, parameters(4, deltaSpace));
        return run;
    }

    @Test
    void trimsElectsAndAverages() {
        float[] first = {4, -1, 3, 0.5f, 0, 2};
        float[] second = {-6, 1, 2, 0, -5, 0.25f};
        // Half of six entries stay: 4, 3, 2 and -6, -5, 2. Signs of the sums: - . + . - +.
        // The first has no entry of sign - in the first place, so -6 stands alone; 3 and 2 are averaged.
        assertThat(RecordingWeights.merged(new TiesMerge(0.5, List.of(1.0, 1.0)), first, second))
                .containsExactly(new float[] {-6, 0, 2.5f, 0, -5, 2}, within(1e-6f));
        // With weights 1 and 3: (3 + 6) / 2. The election stays as it was.
        assertThat(RecordingWeights.merged(new TiesMerge(0.5, List.of(1.0, 3.0)), first, second))
                .containsExactly(new float[] {-18, 0, 4.5f, 0, -15, 2}, within(1e-6f));
    }

    @Test
    void electsPlusWhereTheSumIsZero() {
        assertThat(RecordingWeights.merged(
                        new TiesMerge(1, List.of(1.0, 1.0)), new float[] {2, -3}, new float[] {-2, -3}))
                .containsExactly(new float[] {2, -3}, within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "0.8, 4", "0.79, 3", "0.2, 1", "0.1, 0"})
    void roundsTheNumberOfKeptEntriesDown(double density, int kept) {
        float[] values = {5, -4, 3, -2, 1};
        float[] merged = RecordingWeights.merged(new TiesMerge(density, List.of(1.0)), values);
        for (int i = 0; i < values.length; i++) {
            assertThat(merged[i]).isEqualTo(i < kept ? values[i] : 0);
        }
    }

    @Test
    void refusesADensityOfNothing() {
        assertThatThrownBy(() -> new TiesMerge(0, List.of(1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("density is 0.0; expected above 0 and at most 1");
    }

    @Test
    void trainsBothFromTheSameStart() {
        RecordingRun run = run(false);
        var start = new RecordingWeights.Numbered(0);
        var first = new RecordingWeights.Numbered(1);
        var second = new RecordingWeights.Numbered(2);
        assertThat(run.trainedWeights().events())
                .containsExactly(
                        List.of("keep", start),
                        List.of("keep", first),
                        List.of("restore", start),
                        List.of("keep", second),
                        // Factors take the roots of the shares 1 and 4.
                        List.of("merge tensors", List.of(first, second), new TiesMerge(0.8, List.of(1.0, 2.0))));
        assertThat(run.phases())
                .extracting(trained -> trained.phase().name())
                .containsExactly("first training", "second training");
    }

    @Test
    void mergesChangesByTheSharesThemselves() {
        var states = List.of(new RecordingWeights.Numbered(1), new RecordingWeights.Numbered(2));
        List<Object> merge = List.of(
                "merge changes", new RecordingWeights.Numbered(0), states, new TiesMerge(0.8, List.of(1.0, 4.0)));
        assertThat(run(true).trainedWeights().events()).last().isEqualTo(merge);
        var whole = new RecordingRun(7, 3, 1);
        whole.trainedWeights().withoutFactors();
        new Ties().unlearn(whole, parameters(4, false));
        assertThat(whole.trainedWeights().events()).last().isEqualTo(merge);
    }

    @Test
    void pairsEachForgetRowWithTheRetainRowOfItsNumber() {
        List<Trained> phases = run(false).phases();
        for (Trained trained : phases) {
            trained.epochs()
                    .forEach(epoch -> epoch.forEach(batch -> {
                        for (int i = 0; i < batch.forget().size(); i++) {
                            int number =
                                    Integer.parseInt(batch.forget().get(i).id().substring(1));
                            assertThat(batch.retain().get(i).id()).isEqualTo("R" + number % 3);
                        }
                    }));
            assertThat(trained.phase().accumulation()).isEqualTo(3);
            assertThat(trained.phase().optimizer())
                    .isEqualTo(AdamW.withRate(1e-2).withDecay(0.01));
        }
        // Seven micro-batches of one, three a step: two whole steps of warm-up; four of up to two: one.
        assertThat(phases.get(0).epochs().get(0)).hasSize(7);
        assertThat(phases.get(0).phase().schedule()).isEqualTo(new LinearSchedule(2));
        assertThat(phases.get(1).epochs().get(0)).hasSize(4);
        assertThat(phases.get(1).phase().schedule()).isEqualTo(new LinearSchedule(1));
    }

    @Test
    void givesEachTrainingItsWeights() {
        List<Trained> phases = run(false).phases();
        // NPO of the batch 13.815406941, divergence over all positions 0.968201940, retain NLL 2.673397135.
        assertThat(loss(phases.get(0)))
                .isCloseTo(0.4 * 13.815406941 + 0.4 * 0.968201940 + 0.2 * 2.673397135, within(1e-5));
        assertThat(loss(phases.get(1)))
                .isCloseTo(0.3 * 13.815406941 + 0.3 * 0.968201940 + 0.4 * 2.673397135, within(1e-5));
    }

    private static double loss(Trained trained) {
        return Golden.loss(trained.phase().objective(), Golden.FORGET, Golden.RETAIN);
    }

    @Test
    void needsARetainRow() {
        assertThatThrownBy(() -> new Ties().unlearn(new RecordingRun(2, 0, 1), parameters(1, false)))
                .isInstanceOf(UserException.class)
                .hasMessage("the retain set is empty; ties pairs each forget row with a retain row");
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, false"})
    void changesAnAdapterOrTheWeightsBelowIt(boolean deltaSpace, boolean weightsStay) {
        ResolvedMethod<?> method = Methods.resolve(
                "ties",
                Map.of("trainable", "lora", "rank", "2", "alpha", "2", "deltaSpace", Boolean.toString(deltaSpace)));
        try (Compute compute = Compute.best();
                TinyRun run = new TinyRun(compute, method.trainable(), 6, 42, Long.MAX_VALUE).unlearn(method)) {
            assertThat(run.reports()).isNotEmpty();
            assertThat(Arrays.deepEquals(
                            run.weights().toArray(), run.originalWeights().toArray()))
                    .isEqualTo(weightsStay);
        }
    }
}
