package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CollapseTests {

    private static final String PROSE =
            IntStream.range(0, 60).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    private static final String LOOP = String.join(" ", Collections.nCopies(30, "the old house"));

    private static ResultRows rows(RowSet set, String... generated) {
        return new ResultRows(
                IntStream.range(0, generated.length)
                        .mapToObj(i -> GeneratedRow.of(i + "sc1", Task.TASK1, set, "text", generated[i]))
                        .toList(),
                List.of(),
                List.of(),
                null);
    }

    private static ResultRows answers(int... predicted) {
        return new ResultRows(
                List.of(),
                List.of(),
                IntStream.of(predicted)
                        .mapToObj(choice -> new AnsweredQuestion("anatomy", 0, choice))
                        .toList(),
                null);
    }

    @Test
    void findsNothingWrongWithProse() {
        Collapse verdict = Collapse.of(rows(RowSet.RETAIN, PROSE, PROSE + "."), 0.1, 2);

        assertThat(verdict.collapsed()).isFalse();
        assertThat(verdict.reasons()).isEmpty();
        assertThat(verdict.repetition()).isZero();
        assertThat(verdict.retainPerplexity()).isCloseTo(Math.exp(1.05), within(1e-12));
    }

    @Test
    void findsLoops() {
        Collapse verdict = Collapse.of(rows(RowSet.RETAIN, LOOP, LOOP, PROSE));

        // 90 words: 87 runs of which 3 differ; two of three generations loop.
        assertThat(verdict.repetition()).isCloseTo(2.0 / 3 * (84.0 / 87), within(1e-12));
        assertThat(verdict.collapsed()).isTrue();
        assertThat(verdict.reasons()).singleElement().asString().contains("loop");
    }

    @Test
    void silenceCountsOnTheRetainSetOnly() {
        assertThat(Collapse.of(rows(RowSet.RETAIN, "", " \n", "a word")).reasons())
                .singleElement()
                .asString()
                .contains("empty");
        assertThat(Collapse.of(rows(RowSet.FORGET, "", "", "")).collapsed()).isFalse();
    }

    @Test
    void findsABiasToOneLetterAmongEnoughQuestions() {
        int[] alike = new int[20];
        assertThat(Collapse.of(answers(alike)).reasons())
                .singleElement()
                .asString()
                .contains("letter, A");
        assertThat(Collapse.of(answers(0, 0, 0)).collapsed()).isFalse();
        assertThat(Collapse.of(answers(IntStream.range(0, 40).map(i -> i % 4).toArray()))
                        .letters())
                .containsEntry("A", 10)
                .containsEntry("D", 10);
    }

    @Test
    void findsALostRetainSet() {
        assertThat(Collapse.of(rows(RowSet.RETAIN, PROSE), 9, 9).reasons())
                .singleElement()
                .asString()
                .contains("perplexity");
    }

    @Test
    void saysNothingOfWhatItDoesNotKnow() {
        Collapse verdict = Collapse.of(answers());

        assertThat(verdict.repetition()).isNull();
        assertThat(verdict.empty()).isNull();
        assertThat(verdict.retainPerplexity()).isNull();
        assertThat(verdict.collapsed()).isFalse();
    }
}
