package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.Direction;
import dev.lethe.harness.training.Gradient;
import dev.lethe.harness.training.Sgd;
import dev.lethe.harness.training.StepRule;
import dev.lethe.methods.RecordingRun.Trained;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The direction of normalized difference, and the steps of its three rates. */
class NgDiffTests {

    private static final double RATE = 1e-3;

    /** A gradient of three weights. */
    private record Vector(double... entries) implements Gradient {

        @Override
        public double loss() {
            return 0;
        }

        @Override
        public double norm() {
            return Math.sqrt(
                    Stream.of(0, 1, 2).mapToDouble(i -> entries[i] * entries[i]).sum());
        }
    }

    private static double[] entries(Direction direction) {
        double[] sum = new double[3];
        for (Direction.Term term : direction.terms()) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += term.factor() * ((Vector) term.gradient()).entries()[i];
            }
        }
        return sum;
    }

    private static Trained run(NgDiff.AutoLr autolr, int epochs, int lazyFreq) {
        var run = new RecordingRun(10, 5, 1);
        new NgDiff()
                .unlearn(
                        run,
                        new NgDiff.Parameters(
                                RATE,
                                epochs,
                                4,
                                0.01,
                                BaseOptimizer.ADAMW,
                                autolr,
                                lazyFreq,
                                3,
                                0.9,
                                RateScale.CONSTANT));
        assertThat(run.phases()).hasSize(1);
        return run.phases().get(0);
    }

    private static List<StepRule.Outcome> outcomes(Trained trained) {
        return trained.steps().stream()
                .filter(StepRule.Outcome.class::isInstance)
                .map(StepRule.Outcome.class::cast)
                .toList();
    }

    @Test
    void subtractsUnitGradients() {
        Direction direction = NormalizedDifference.direction(new Vector(3, 4, 0), new Vector(0, 0, 2));
        assertThat(entries(direction)).containsExactly(new double[] {0.6, 0.8, -1}, within(1e-12));
    }

    @Test
    void leavesOutAGradientWithoutLength() {
        assertThat(entries(NormalizedDifference.direction(new Vector(0, 0, 0), new Vector(0, 0, 2))))
                .containsExactly(0, 0, -1);
        assertThat(NormalizedDifference.direction(new Vector(0, 0, 0), new Vector(0, 0, 0)))
                .isEqualTo(Direction.NONE);
    }

    @Test
    void takesHalfTheRetainNormAsJuCseDid() {
        var rate = new HalfRetainNorm(2);
        var step = new StepAt();
        assertThat(rate.rate(step, Direction.NONE, new Vector(3, 4, 0))).isEqualTo(2.5);
        step.done = 1;
        assertThat(rate.rate(step, Direction.NONE, new Vector(0, 0, 2)))
                .as("not due")
                .isEqualTo(2.5);
        step.done = 2;
        assertThat(rate.rate(step, Direction.NONE, new Vector(0, 0, 2))).isEqualTo(1);
    }

    @Test
    void takesNoRateFromAGradientThatIsNotFinite() {
        var rate = new HalfRetainNorm(2);
        var step = new StepAt();
        var broken = new Vector(Double.NaN, 0, 0);
        assertThat(rate.rate(step, Direction.NONE, broken)).isNaN();
        step.done = 1;
        assertThat(rate.rate(step, Direction.NONE, new Vector(3, 4, 0)))
                .as("made up for")
                .isEqualTo(2.5);
        step.done = 2;
        assertThat(rate.rate(step, Direction.NONE, broken)).isEqualTo(2.5);
    }

    @Test
    void looksAheadEveryFewSteps() {
        // Three batches an epoch, four epochs: looks before steps 0, 5 and 10, each on four retain rows drawn for it.
        Trained trained = run(NgDiff.AutoLr.GEN, 4, 5);
        assertThat(trained.phase().optimizer()).isEqualTo(AdamW.withRate(RATE).withDecay(0.01));
        List<Batch> looks = trained.steps().stream()
                .filter(event -> event instanceof List<?> list && list.size() == 3 && list.get(2) instanceof Batch)
                .map(event -> (Batch) ((List<?>) event).get(2))
                .toList();
        assertThat(looks).hasSize(3).allSatisfy(batch -> {
            assertThat(batch.retain()).hasSize(4);
            assertThat(batch.forget()).isEmpty();
        });
        assertThat(outcomes(trained)).hasSize(12);
    }

    @Test
    void makesOnePlainStepAnEpochAsJuCseDid() {
        Trained trained = run(NgDiff.AutoLr.JUCSE, 4, 2);
        assertThat(trained.phase().optimizer()).isEqualTo(Sgd.withRate(RATE).withDecay(0.01));
        // Gradients longer than 1 are clipped, so that the rate is a half.
        assertThat(outcomes(trained)).hasSize(4).allSatisfy(outcome -> assertThat(outcome.learningRate())
                .isEqualTo(0.5));
    }

    @Test
    void followsTheScheduleWithoutAutoLr() {
        // Two whole batches of warm-up, then linear to 0 over the rest of six.
        assertThat(outcomes(run(NgDiff.AutoLr.NONE, 2, 10)))
                .extracting(StepRule.Outcome::learningRate)
                .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1, Double.class)
                .containsExactly(0.0, RATE / 2, RATE, RATE * 3 / 4, RATE / 2, RATE / 4);
    }
}
