package dev.lethe.harness.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleProgressTests {

    private final List<String> lines = new ArrayList<>();
    private final List<Runnable> beats = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final ConsoleProgress progress = new ConsoleProgress(() -> now, lines::add, beat -> {
        beats.add(beat);
        return () -> beats.remove(beat);
    });

    @Test
    void saysWhatPercentLossesAndTimeLeft() {
        progress.begin("tiny sugd 42: chunk 1/8", 200);
        after(4, 20);
        after(6, 50); // ten seconds for 50 of 200: thirty more
        after(9, 90);
        after(1, 100);
        progress.end();

        assertThat(lines)
                .containsExactly(
                        "tiny sugd 42: chunk 1/8: begins",
                        "tiny sugd 42: chunk 1/8: 25 %, about 30 s left, loss 0.5",
                        "tiny sugd 42: chunk 1/8: 50 %, about 20 s left, loss 0.5",
                        "tiny sugd 42: chunk 1/8: took 20 s, loss 0.5");
    }

    @Test
    void isNotSilentWhileAStepTakesLong() {
        progress.begin("building tiny", 10);
        now = now.plusSeconds(9);
        beats.get(0).run();
        now = now.plusSeconds(1);
        beats.get(0).run();

        assertThat(lines).containsExactly("building tiny: begins", "building tiny: 0 %");
    }

    @Test
    void endsOnce() {
        progress.end();
        progress.begin("reading", 0);
        progress.end();
        progress.end();

        assertThat(lines).containsExactly("reading: begins", "reading: took 0 s");
        assertThat(beats).isEmpty();
    }

    @Test
    void workThatBeginsEndsWhatWentBefore() {
        progress.begin("first", 1);
        progress.begin("second", 1);

        assertThat(lines).containsExactly("first: begins", "first: took 0 s", "second: begins");
        assertThat(beats).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"0,0 s", "59,59 s", "60,1 min 00 s", "125,2 min 05 s", "3599,59 min 59 s", "3720,1 h 02 min"})
    void durationsAreReadable(long seconds, String text) {
        assertThat(ConsoleProgress.readable(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    private void after(int seconds, long done) {
        now = now.plusSeconds(seconds);
        progress.advance(done, "loss 0.5");
    }
}
