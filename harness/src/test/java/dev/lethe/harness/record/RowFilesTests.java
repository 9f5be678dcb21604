package dev.lethe.harness.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.data.UserException;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was appended is there after a kill; what was torn by it is not. */
final class RowFilesTests {

    private static final GenerationRow FIRST = GenerationRow.of(
            new Row("7sc1", "Once\nupon \u2028 a", "time\r\n", Task.TASK1),
            RowSet.FORGET,
            "tide",
            Map.of("regurgitation", 1.0 / 3),
            Double.NaN);
    private static final GenerationRow SECOND = GenerationRow.of(
            new Row("7qa1", "Who?", "Me", Task.TASK3), RowSet.RETAIN, "", Map.of("knowledge", 0.0), 0.1);

    @TempDir
    private Path folder;

    @Test
    void readsWhatItAppended() throws IOException {
        var file = JsonlFile.generations(folder.resolve("trial"));
        assertThat(file.read()).isEmpty();
        file.append(List.of(FIRST));
        file.append(List.of(SECOND, FIRST));

        assertThat(file.read()).containsExactly(FIRST, SECOND, FIRST);
        assertThat(Files.readString(file.path()))
                .startsWith("{\"id\":\"7sc1\",\"task\":\"Task1\",\"set\":\"forget\",\"probe\":\"regurgitation\",")
                .doesNotContain("NaN");
    }

    @Test
    void cutsOffATornLineWhenReading() throws IOException {
        var file = torn();

        assertThat(file.read()).containsExactly(FIRST);
        assertThat(Files.readString(file.path())).endsWith("}\n");
        file.append(List.of(SECOND));
        assertThat(file.read()).containsExactly(FIRST, SECOND);
    }

    @Test
    void cutsOffATornLineWhenAppending() throws IOException {
        var file = torn();
        file.append(List.of(SECOND));

        assertThat(file.read()).containsExactly(FIRST, SECOND);
    }

    @Test
    void namesFileAndLineOfABrokenLine() throws IOException {
        var file = JsonlFile.membership(folder);
        file.append(List.of(new MembershipRow("a", true, 2.5)));
        Files.writeString(file.path(), "{\"id\":\"b\"}\n", StandardOpenOption.APPEND);

        assertThatThrownBy(file::read)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("membership.jsonl:2:")
                .hasMessageContaining("member");
    }

    @Test
    void choosesByTheRuleOfTheForm() {
        var file = JsonlFile.mmlu(folder);
        var question = new MultipleChoiceQuestion("anatomy", "q", List.of("a", "b", "c", "d"), 1);
        double[] tie = {-3, -1, -1, -2};
        MmluRow first = MmluRow.of(question, MultipleChoiceForm.LM_EVAL_ZERO_SHOT, tie);
        MmluRow later = MmluRow.of(question, MultipleChoiceForm.AILS, tie);
        MmluRow broken =
                MmluRow.of(question, MultipleChoiceForm.LM_EVAL_ZERO_SHOT, new double[] {-1, 0, Double.NaN, 0});
        file.append(List.of(first, later, broken));

        assertThat(first.predicted()).isEqualTo("B");
        assertThat(first.correct()).isTrue();
        assertThat(later.predicted()).isEqualTo("C");
        assertThat(later.correct()).isFalse();
        assertThat(broken.predicted()).isEqualTo("C");
        assertThat(broken.logLikelihoods()).doesNotContainKey("C");
        assertThat(file.read()).containsExactly(first, later, broken);
    }

    @Test
    void leavesATornLineToItsWriterWhenOnlyLooking() throws IOException {
        var file = torn();

        assertThat(file.look()).containsExactly(FIRST);
        assertThat(Files.readString(file.path())).endsWith("{\"id\":\"7qa");
    }

    @Test
    void writesStepsAsTheyHappen() throws IOException {
        try (StepsFile steps = StepsFile.create(folder)) {
            steps.append(new StepRow(
                    1, "chunk 1, ascent", new TreeMap<>(Map.of("retain", 0.25, "forget", 1.5)), 1e-5, null, 0.125));
            assertThat(folder.resolve("steps.csv"))
                    .hasContent(
                            """
                            step,phase,losses,learningRate,gradientNorm,seconds
                            1,"chunk 1, ascent",forget=1.5;retain=0.25,1.0E-5,,0.125
                            """);
        }
    }

    private JsonlFile<GenerationRow> torn() throws IOException {
        var file = JsonlFile.generations(folder);
        file.append(List.of(FIRST));
        Files.writeString(file.path(), "{\"id\":\"7qa", StandardOpenOption.APPEND);
        return file;
    }
}
