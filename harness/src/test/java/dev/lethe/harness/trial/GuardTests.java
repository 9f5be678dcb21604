package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.BenchmarkConfig.Keep;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guarded trial that diverges fails and says where; any other is what it would have been. */
class GuardTests {

    @TempDir
    private Path output;

    @Test
    void aTrialThatDestroysTheModelEndsAndItsRecordSaysWhere() {
        try (Trial trial = new SmallTrials(output).guard(1).open(TestMethod.destructive())) {
            assertThatThrownBy(trial::unlearn)
                    .isInstanceOf(UserException.class)
                    .hasMessageMatching("(?s)tiny destructive 42: training diverges: phase \"ascent\", step \\d+, "
                            + "(retain|forget) loss [\\d.]+, .*above.*")
                    .satisfies(trial::fail);
            assertThat(RecordJson.read(trial.folder().resolve(RecordJson.FILE))).satisfies(record -> {
                assertThat(record.status()).isEqualTo(RunStatus.FAILED);
                assertThat(record.reason()).contains("training diverges: phase \"ascent\", step ");
            });
        }
    }

    @Test
    void nobodyWatchesUnlessAsked() {
        try (Trial trial = new SmallTrials(output).open(TestMethod.destructive())) {
            trial.unlearn();
            assertThat(trial.folder().resolve("checkpoint")).isDirectory();
        }
    }

    @Test
    void watchingChangesNothing() {
        Path without = unlearned(new SmallTrials(output.resolve("a")));
        Path with = unlearned(new SmallTrials(output.resolve("b")).guard(1));
        assertThat(with.resolve("checkpoint/model.safetensors"))
                .hasSameBinaryContentAs(without.resolve("checkpoint/model.safetensors"));
    }

    private static Path unlearned(SmallTrials trials) {
        try (Trial trial = trials.keep(Keep.WEIGHTS).open(TestMethod.lora())) {
            trial.unlearn();
            return trial.folder();
        }
    }

    @Test
    void rowsAreSpreadOverTheFile() {
        List<Integer> rows = IntStream.range(0, 10).boxed().toList();
        assertThat(GuardProbe.spread(rows, 4)).containsExactly(0, 2, 5, 7);
        assertThat(GuardProbe.spread(rows, 20)).isEqualTo(rows);
        assertThat(GuardProbe.spread(List.of(), 4)).isEmpty();
    }
}
