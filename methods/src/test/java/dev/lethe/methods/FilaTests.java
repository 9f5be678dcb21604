package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.FisherInitialization;
import dev.lethe.harness.training.LinearSchedule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FILA's pass for importance, and the objectives that train its adapters. */
class FilaTests {

    private static RecordingRun run(Fila.Minimized objective) {
        var run = new RecordingRun(7, 3, 1);
        new Fila().unlearn(run, new Fila.Parameters(1e-3, 2, 4, 0.01, objective, 2, 1e-5));
        return run;
    }

    @Test
    void estimatesImportanceOnOnePassOfPairs() {
        RecordingRun run = run(Fila.Minimized.GD);
        assertThat(run.starts()).singleElement().isInstanceOfSatisfying(FisherInitialization.class, start -> {
            assertThat(start.epsilon()).isEqualTo(1e-5);
            assertThat(start.forget()).extracting(Batch::size).containsExactly(2, 2, 2, 1);
            assertThat(start.retain()).extracting(Batch::size).containsExactly(2, 2, 2, 1);
            assertThat(start.forget())
                    .allSatisfy(batch -> assertThat(batch.retain()).isEmpty());
            assertThat(start.retain())
                    .allSatisfy(batch -> assertThat(batch.forget()).isEmpty());
            List<String> rows = start.forget().stream()
                    .flatMap(batch -> batch.forget().stream())
                    .map(row -> row.id())
                    .toList();
            assertThat(rows).containsExactlyInAnyOrder("F0", "F1", "F2", "F3", "F4", "F5", "F6");
        });
    }

    @ParameterizedTest
    @CsvSource({"GA, -2.295360443", "GD, 0.378036691"})
    void minimizesWhatItIsTold(Fila.Minimized objective, double loss) {
        var phase = run(objective).phases().get(0).phase();
        assertThat(Golden.loss(phase.objective(), Golden.FORGET, Golden.RETAIN)).isCloseTo(loss, Golden.CLOSE);
        assertThat(phase.schedule()).isEqualTo(new LinearSchedule(1));
    }
}
