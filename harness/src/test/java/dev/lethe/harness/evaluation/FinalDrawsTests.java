package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Stored draws say of two results what their rows say. */
class FinalDrawsTests {

    private static final ResultRows GOOD = IntervalsTests.whole(new Random(8), 0.8, 0);
    private static final ResultRows ALIKE = IntervalsTests.whole(new Random(9), 0.8, 0);
    private static final ResultRows POOR = IntervalsTests.whole(new Random(10), 0.2, 0);

    private static FinalDraws draws(ResultRows result) {
        return FinalDraws.of(result, 42).orElseThrow();
    }

    @Test
    void differenceOfTwoIsThatOfTheirRows() {
        Interval stored = draws(GOOD).minus(draws(POOR)).orElseThrow();
        Interval paired = Intervals.differences(GOOD, POOR, 42).get("final");

        assertThat(stored.value()).isCloseTo(paired.value(), within(1e-12));
        // Float32 keeps seven digits.
        assertThat(stored.low()).isCloseTo(paired.low(), within(1e-6));
        assertThat(stored.high()).isCloseTo(paired.high(), within(1e-6));
        assertThat(stored.low()).isPositive();
    }

    @Test
    void tiesHoldWhatCannotBeToldFromTheFirst() {
        assertThat(TieGroup.withFirst(List.of(draws(GOOD), draws(POOR), draws(ALIKE))))
                .containsOnlyKeys(2);
        assertThat(TieGroup.withFirst(List.of(draws(POOR), draws(POOR)))).containsEntry(1, new Interval(0, 0, 0));
    }

    @Test
    void resultsOfOtherRowsDocumentsOrSeedsAreNotPaired() {
        ResultRows fewer = new ResultRows(
                GOOD.rows().subList(1, GOOD.rows().size()), GOOD.documents(), GOOD.questions(), GOOD.mmluAverage());
        ResultRows fewerDocuments = GOOD.withDocuments(GOOD.documents().subList(2, 80));

        for (FinalDraws other : List.of(
                draws(fewer), draws(fewerDocuments), FinalDraws.of(GOOD, 7).orElseThrow())) {
            assertThat(draws(GOOD).minus(other)).isEmpty();
            assertThat(TieGroup.withFirst(List.of(draws(GOOD), other))).isEmpty();
        }
    }

    @Test
    void orderOfTheRowsDoesNotMatter() {
        List<GeneratedRow> reversed = new ArrayList<>(GOOD.rows());
        Collections.reverse(reversed);

        assertThat(draws(new ResultRows(reversed, GOOD.documents(), GOOD.questions(), GOOD.mmluAverage()))
                        .minus(draws(GOOD)))
                .hasValueSatisfying(difference -> assertThat(difference.high()).isCloseTo(0, within(1e-6)));
    }

    @Test
    void withoutAFinalScoreThereIsNone() {
        assertThat(FinalDraws.of(GOOD.withDocuments(List.of()), 42)).isEmpty();
    }

    /** Recorded from this version: what changes it makes stored draws of others incomparable, and raises the version. */
    @Test
    void drawsOfAVersionStayAsTheyAre() {
        assertThat(FinalDraws.VERSION).isEqualTo(1);
        assertThat(draws(GOOD).drawn())
                .startsWith("PyMu4z8e0Zc/JeMHPyafyz8cpMQ/")
                .hasSize(5336);
        assertThat(draws(GOOD).rows()).startsWith("83c67aafcceaf26d").hasSize(64);
    }

    @Test
    void damagedDrawsAreNotTaken() {
        assertThatThrownBy(() -> new FinalDraws(1, "rows", 0.5, "AAAA")).isInstanceOf(IllegalArgumentException.class);
    }
}
