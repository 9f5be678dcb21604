package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.Role;
import dev.lethe.methods.RecordingRun.Trained;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The refusals, and how the methods that train on them pair them with rows. */
class RefusalsTests {

    private static final int FORGET = 10;

    private static Trained trained(String id) {
        var run = new RecordingRun(FORGET, 3, 1);
        Methods.resolve(id, Map.of()).unlearn(run);
        assertThat(run.phases()).hasSize(1);
        return run.phases().get(0);
    }

    private static Stream<String> alternatives(List<Batch> epoch) {
        return epoch.stream()
                .flatMap(batch -> batch.rows(Role.ALTERNATIVE).stream())
                .map(TokenizedExample::id);
    }

    @Test
    void areManyAndShort() {
        assertThat(Refusals.all())
                .hasSizeGreaterThanOrEqualTo(50)
                .doesNotHaveDuplicates()
                .allSatisfy(refusal -> assertThat(refusal.strip())
                        .isEqualTo(refusal)
                        .isNotEmpty()
                        .hasSizeLessThan(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dpo", "idk"})
    void answerEachForgetPromptAnewInEveryEpoch(String id) {
        Trained trained = trained(id);
        assertThat(trained.epochs()).allSatisfy(epoch -> {
            assertThat(alternatives(epoch).map(row -> row.split(": ")[0]))
                    .hasSize(FORGET)
                    .doesNotHaveDuplicates();
            assertThat(epoch)
                    .allSatisfy(batch -> assertThat(batch.retain()).hasSameSizeAs(batch.rows(Role.ALTERNATIVE)));
        });
        assertThat(alternatives(trained.epochs().get(0)).sorted().toList())
                .isNotEqualTo(alternatives(trained.epochs().get(1)).sorted().toList());
    }

    @Test
    void standBesideTheirRowsInDpo() {
        for (Batch batch : trained("dpo").epochs().get(0)) {
            List<String> prompts = batch.rows(Role.ALTERNATIVE).stream()
                    .map(row -> row.id().split(": ")[0])
                    .toList();
            assertThat(batch.forget()).extracting(TokenizedExample::id).isEqualTo(prompts);
        }
    }

    @Test
    void replaceTheAnswersInIdk() {
        assertThat(trained("idk").epochs().get(0))
                .allSatisfy(batch -> assertThat(batch.forget()).isEmpty());
    }
}
