package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lethe.harness.model.Positions;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.FisherInitialization;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.Role;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** FILA's pass for importance, and the objectives that train its adapters. */
class FilaTests {

    private static RecordingRun run(FilaObjective objective) {
        var run = new RecordingRun(7, 3, 1);
        new Fila().unlearn(run, new Fila.Parameters(1e-3, 2, 4, 0.01, 1, RateCourse.LINEAR, objective, 1, 1, 2, 1e-5));
        return run;
    }

    @Test
    void estimatesImportanceOnOnePassOfPairs() {
        RecordingRun run = run(FilaObjective.GD);
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
    void minimizesWhatItIsTold(FilaObjective objective, double loss) {
        var phase = run(objective).phases().get(0).phase();
        assertThat(Golden.loss(phase.objective(), Golden.FORGET, Golden.RETAIN)).isCloseTo(loss, Golden.CLOSE);
        assertThat(phase.schedule()).isEqualTo(new LinearSchedule(1));
    }

    static Stream<Arguments> methods() {
        Positions labels = Positions.LABELS;
        RateCourse linear = RateCourse.LINEAR;
        return Stream.of(
                arguments(
                        "KL",
                        KlMinimization.objective(new KlMinimization.Parameters(1, 1, 1, 0, 1, linear, 1, 1, labels))),
                arguments(
                        "NPO",
                        Npo.objective(new Npo.Parameters(
                                1, 1, 1, 0, 1, linear, 0.1, NpoVariant.SEQUENCE, 1, 1, 0, 0, labels))),
                arguments("DPO", Dpo.objective(new Dpo.Parameters(1, 1, 1, 0, 1, linear, 0.1, 1, 1))),
                arguments("IDK", Idk.objective(new Idk.Parameters(1, 1, 1, 0, 1, linear, Idk.Weighting.TOKEN))),
                arguments("SIMNPO", SimNpo.objective(new SimNpo.Parameters(1, 1, 1, 0, 1, linear, 4.5, 0, 1, 1))),
                arguments("UNDIAL", Undial.objective(new Undial.Parameters(1, 1, 1, 0, 1, linear, 10, labels, 1, 1))),
                arguments("WGA", Wga.objective(new Wga.Parameters(1, 1, 1, 0, 1, linear, 1, 1, 1))),
                arguments("SATIMP", SatImp.objective(new SatImp.Parameters(1, 1, 1, 0, 1, linear, 5, 1, 1, 1))),
                arguments("IHL", Ihl.objective(new Ihl.Parameters(1, 1, 1, 0, 1, linear, 1, 1))));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void minimizesWhatTheMethodOfThatNameDoes(FilaObjective objective, Objective ofTheMethod) {
        Phase phase = run(objective).phases().get(0).phase();
        assertThat(Golden.lossWithAlternatives(phase.objective()))
                .isCloseTo(Golden.lossWithAlternatives(ofTheMethod), Golden.CLOSE);
    }

    @ParameterizedTest
    @EnumSource
    void drawsRefusalsForThoseThatTakeThem(FilaObjective objective) {
        assertThat(run(objective).phases().get(0).epochs().get(0))
                .allSatisfy(batch -> assertThat(batch.rows(Role.ALTERNATIVE))
                        .hasSize(objective.needsRefusals() ? batch.forget().size() : 0));
    }
}
