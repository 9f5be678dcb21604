package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.Document;
import dev.lethe.data.MembershipSet;
import dev.lethe.data.Selection;
import dev.lethe.data.Task;
import dev.lethe.harness.SmallData;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.Scores;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reason for a missing membership score is the true one. */
class CompletenessTests {

    private static final BenchmarkData WHOLE = SmallData.whole();
    private static final List<Document> MEMBERS = WHOLE.membership().members();
    private static final List<Document> NONMEMBERS = WHOLE.membership().nonmembers();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nonmembersAreMissing(boolean embedded) {
        assertThat(reason(with(WHOLE, null), embedded)).isEqualTo("non-members are needed, see -Dmembership=.");
    }

    @Test
    void membersAreMissing() {
        assertThat(reason(with(WHOLE, new MembershipSet(List.of(), NONMEMBERS)), false))
                .isEqualTo("members are needed; add member.jsonl to the folder of non-members, see -Dmembership=.");
    }

    /** Such a target was trained on no member, so {@link TrialData} has no documents for it. */
    @Test
    void noRowsOfTask3WereSelected() {
        BenchmarkData stories = with(Selection.tasks(WHOLE, Set.of(Task.TASK1)), null);

        assertThat(reason(stories, true))
                .isEqualTo("members are the completion rows of Task3 to forget, and none is among the rows; see -Drows="
                        + " and -Ddata=.");
        assertThat(reason(stories, false)).isEqualTo("non-members are needed, see -Dmembership=.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLossIsNotFinite(boolean embedded) {
        assertThat(reason(with(WHOLE, new MembershipSet(MEMBERS, NONMEMBERS)), embedded))
                .isEqualTo("the loss of a document is not finite; its line in membership.jsonl has no nll.");
    }

    private static BenchmarkData with(BenchmarkData data, MembershipSet documents) {
        return new BenchmarkData(data.rows(), documents, data.multipleChoice());
    }

    private static String reason(BenchmarkData data, boolean embedded) {
        var scores = new Scores(null, 0.5, null, new MmluScore(0.5, new TreeMap<>()), List.of());
        var config = new SmallTrials(Path.of("output")).config(TestMethod.lora());
        String reason = Completeness.reason(scores, config, new TrialData(data, data), embedded);
        assertThat(reason).startsWith("There is no membership score: ");
        return reason.substring("There is no membership score: ".length());
    }
}
