package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** With k of N steps done: k / warm-up before its end, then (N - k) / (N - warm-up). */
class LinearScheduleTests {

    @Test
    void startsAtTheFullRateWithoutWarmup() {
        assertThat(factors(LinearSchedule.WITHOUT_WARMUP, 4)).containsExactly(1, 0.75, 0.5, 0.25);
    }

    @Test
    void endsAtOneNthWithoutWarmup() {
        assertThat(LinearSchedule.WITHOUT_WARMUP.factor(99, 100)).isCloseTo(0.01, within(1e-15));
    }

    @Test
    void startsAtZeroWithWarmup() {
        // Two steps of warm-up: 0/2, 1/2; the other four go down from 4/4.
        assertThat(factors(new LinearSchedule(2), 6)).containsExactly(0, 0.5, 1, 0.75, 0.5, 0.25);
    }

    @Test
    void staysInWarmupWhenThatIsAllThereIs() {
        assertThat(factors(new LinearSchedule(4), 4)).containsExactly(0, 0.25, 0.5, 0.75);
    }

    @Test
    void warmsUpOverFewerStepsWhereReplicasShareAnEpoch() {
        assertThat(new LinearSchedule(7).over(2)).isEqualTo(new LinearSchedule(3));
        assertThat(new LinearSchedule(1).over(2)).isEqualTo(new LinearSchedule(1));
        assertThat(LinearSchedule.WITHOUT_WARMUP.over(2)).isEqualTo(LinearSchedule.WITHOUT_WARMUP);
    }

    private static double[] factors(LinearSchedule schedule, long total) {
        return LongStream.range(0, total)
                .mapToDouble(done -> schedule.factor(done, total))
                .toArray();
    }
}
