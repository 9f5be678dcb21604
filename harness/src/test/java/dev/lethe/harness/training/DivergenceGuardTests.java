package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training ends at the third high retain loss in a row, and at a forget loss beyond that of a model that knows nothing. */
class DivergenceGuardTests {

    /** ln of it is 4.605: forget losses end training above 6.605. */
    private static final int VOCABULARY = 100;

    private final List<Object> told = new ArrayList<>();

    /** Losses in the order in which they are asked for. */
    private static Supplier<OptionalDouble> losses(double... values) {
        Iterator<Double> next = Arrays.stream(values).iterator();
        return () -> OptionalDouble.of(next.next());
    }

    private static Supplier<OptionalDouble> constant(double value) {
        return () -> OptionalDouble.of(value);
    }

    private DivergenceGuard guard(int everySteps, Supplier<OptionalDouble> forget, Supplier<OptionalDouble> retain) {
        var guard = new DivergenceGuard(everySteps, VOCABULARY, forget, retain, new TrainingMonitor() {
            @Override
            public void begin(String phase, long steps) {
                told.add(phase);
            }

            @Override
            public void step(StepReport report, long done, long total) {
                told.add(report.step());
            }

            @Override
            public void end() {
                told.add("end");
            }
        });
        guard.begin("ascent", 10);
        return guard;
    }

    private static void steps(DivergenceGuard guard, int from, int to) {
        for (int step = from; step <= to; step++) {
            guard.step(new StepReport(step, "ascent", 1, new TreeMap<>(), 0.1, 1, 0), step, 10);
        }
    }

    @Test
    void endsAtTheThirdRetainLossInARowAboveFiveTimesTheFirst() {
        // 0.4 before the first step: 2 is the limit.
        DivergenceGuard guard = guard(1, constant(1), losses(0.4, 2.1, 2.2, 1.9, 2.1, 2.2, 2.345));
        steps(guard, 1, 5);
        assertThatThrownBy(() -> steps(guard, 6, 6))
                .isInstanceOf(DivergenceException.class)
                .hasMessage(
                        "training diverges: phase \"ascent\", step 6, retain loss 2.345, the third check in a row above"
                                + " 2.000 (1, or 5 times 0.400 before the first step). Lower the learning rate or the epochs,"
                                + " weigh retain rows more, or take guard away.");
    }

    @Test
    void letsARetainLossOfOneBe() {
        steps(guard(1, constant(1), losses(0.01, 1, 1, 1, 1)), 1, 4);
        DivergenceGuard above = guard(1, constant(1), losses(0.01, 1.01, 1.01, 1.01));
        assertThatThrownBy(() -> steps(above, 1, 3)).hasMessageContaining("above 1.000 (1, or 5 times 0.010");
    }

    @ParameterizedTest
    @ValueSource(doubles = {6.61, Double.NaN, Double.POSITIVE_INFINITY})
    void endsAtOnceAtAForgetLossBeyondUniform(double loss) {
        DivergenceGuard guard = guard(1, losses(6.6, loss), constant(0.1));
        steps(guard, 1, 1);
        assertThatThrownBy(() -> steps(guard, 2, 2))
                .isInstanceOf(DivergenceException.class)
                .hasMessageContaining("phase \"ascent\", step 2, forget loss ")
                .hasMessageContaining("above ln V + 2 = 6.605");
    }

    @Test
    void looksOnlyEveryFewSteps() {
        DivergenceGuard guard = guard(3, constant(9), constant(0.1));
        steps(guard, 1, 2);
        assertThatThrownBy(() -> steps(guard, 3, 3)).hasMessageContaining("step 3");
    }

    @Test
    void goesOnFromPhaseToPhaseWithTheFirstLoss() {
        DivergenceGuard guard = guard(1, constant(1), losses(0.4, 2.1, 2.1, 2.1));
        steps(guard, 1, 2);
        guard.end();
        guard.begin("again", 10);
        assertThatThrownBy(() -> steps(guard, 3, 3)).isInstanceOf(DivergenceException.class);
        assertThat(told).containsExactly("ascent", 1L, 2L, "end", "again", 3L);
    }

    @Test
    void needsNoRows() {
        steps(guard(1, OptionalDouble::empty, OptionalDouble::empty), 1, 5);
        assertThat(told).hasSize(6);
    }
}
