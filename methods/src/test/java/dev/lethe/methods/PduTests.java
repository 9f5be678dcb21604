package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.StepReport;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The multiplier follows the retain loss after the warm-up, never below 0. Values of the golden rows. */
class PduTests {

    private static final double FORGET = 1.872056073;
    private static final double RETAIN = 2.673397135;
    private static final double TOLERANCE = 0.5;

    private final Phase phase = phase();

    /** Multiplier 3 at first, which follows by half the excess from epoch 1 on. */
    private static Phase phase() {
        var run = new RecordingRun(4, 4, 1);
        new Pdu().unlearn(run, new Pdu.Parameters(1e-3, 3, 2, 0, 1, RateCourse.LINEAR, 1, 3, TOLERANCE, 0.5, 1));
        return run.phases().get(0).phase();
    }

    private void step(int epoch, double loss, double retain) {
        phase.afterStep().accept(new StepReport(1, "", loss, new TreeMap<>(Map.of("retain", retain)), 0, 0, 0), epoch);
    }

    private double multiplier() {
        double loss = Golden.loss(phase.objective(), Golden.FORGET, Golden.RETAIN);
        return (loss - FORGET) / (RETAIN - TOLERANCE);
    }

    @Test
    void staysInTheWarmUp() {
        step(0, 1, 9);
        assertThat(multiplier()).isCloseTo(3, Golden.CLOSE);
    }

    @Test
    void growsWithTheExcessAndFallsWithTheSlack() {
        step(1, 1, 2.5);
        assertThat(multiplier()).isCloseTo(4, Golden.CLOSE);
        step(1, 1, 0.25);
        assertThat(multiplier()).isCloseTo(3.875, Golden.CLOSE);
    }

    @Test
    void isNeverNegative() {
        for (int i = 0; i < 20; i++) {
            step(2, 1, 0);
        }
        assertThat(multiplier()).isCloseTo(0, Golden.CLOSE);
    }

    @Test
    void ignoresStepsWithoutAFiniteLoss() {
        step(1, Double.NaN, Double.NaN);
        assertThat(multiplier()).isCloseTo(3, Golden.CLOSE);
    }
}
