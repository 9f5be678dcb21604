package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** AltPO is DPO on alternatives that belong to the rows beside them. */
class AltPoTests {

    private static RecordingRun.Trained trained(Map<String, String> parameters) {
        var run = new RecordingRun(40, 3, 1);
        Methods.resolve("altpo", parameters).unlearn(run);
        return run.phases().get(0);
    }

    private static List<String> prompts(List<TokenizedExample> rows) {
        return rows.stream().map(row -> row.id().split(":")[0]).toList();
    }

    @Test
    void preferAnAlternativeOfTheirOwnPrompt() {
        for (Batch batch : trained(Map.of()).epochs().get(0)) {
            assertThat(prompts(batch.rows(Role.ALTERNATIVE))).isEqualTo(prompts(batch.forget()));
        }
    }

    @Test
    void chooseAmongAsManyAlternativesAsWereDrawn() {
        Map<String, Long> different = trained(Map.of("alternatives", "4", "epochs", "60")).epochs().stream()
                .flatMap(List::stream)
                .flatMap(batch -> batch.rows(Role.ALTERNATIVE).stream())
                .map(TokenizedExample::id)
                .distinct()
                .collect(Collectors.groupingBy(id -> id.split(":")[0], Collectors.counting()));
        // One reply in four is blank and left out.
        assertThat(different.values())
                .allMatch(count -> count >= 1 && count <= 4)
                .contains(4L);
    }

    @Test
    void standAnswersOfRetainRowsInForBlankReplies() {
        List<String> answers = trained(Map.of("alternatives", "1")).epochs().get(0).stream()
                .flatMap(batch -> batch.rows(Role.ALTERNATIVE).stream())
                .map(row -> row.id().split(": ")[1])
                .toList();
        assertThat(answers).anyMatch(answer -> answer.startsWith("The secret of R"));
        assertThat(answers).anyMatch(answer -> answer.startsWith("other "));
    }

    @Test
    void minimizeTheLossOfDpo() {
        // The golden number has no retain term.
        var objective =
                trained(Map.of("beta", "0.1", "retainWeight", "0")).phase().objective();
        assertThat(Golden.lossWithAlternatives(objective)).isCloseTo(15.438507934, within(1e-5));
    }
}
