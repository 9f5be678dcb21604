package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.FisherInitialization;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a method says it will train on is what it trains on, whatever its parameters are. */
class PlannedTrainingTests {

    /** More rows than any default chunk or batch, and no multiple of one. */
    private static final int FORGET = 150;

    private static final int RETAIN = 170;

    /** Each method as stated for large and small models, and with each parameter changed by itself. */
    static Stream<Arguments> variants() {
        return Methods.training().stream().flatMap(id -> {
            ResolvedMethod<?> large =
                    Methods.CATALOG.resolve(new MethodChoice(id, new TreeMap<>()), ModelSize.SEVEN_BILLION);
            ResolvedMethod<?> small = Methods.resolve(id, Map.of());
            return Stream.concat(
                    Stream.of(Arguments.of(large, "7B"), Arguments.of(small, "tiny")),
                    Methods.components(small.method()).stream()
                            .flatMap(component -> Methods.changed(small.parameters(), component).stream())
                            .map(changed -> Arguments.of(with(small, changed), changed)));
        });
    }

    @SuppressWarnings("unchecked")
    private static <P extends Record> ResolvedMethod<P> with(ResolvedMethod<P> method, Record changed) {
        var values = new TreeMap<>(method.values());
        Methods.components(method.method())
                .forEach(component -> values.put(component.getName(), Methods.value(changed, component)));
        return new ResolvedMethod<>(method.method(), (P) changed, method.trainable(), method.masterWeights(), values);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void isWhatRuns(ResolvedMethod<?> method, Object parameters) {
        var run = new RecordingRun(FORGET, RETAIN, 1);
        method.unlearn(run);
        List<Batch> batches = run.phases().stream()
                .flatMap(phase -> phase.epochs().stream())
                .flatMap(List::stream)
                .toList();
        PlannedTraining planned = method.planned(FORGET, RETAIN).orElseThrow();

        assertThat(planned.microBatches()).as("batches").isEqualTo(batches.size());
        assertThat(planned.rowsAtOnce())
                .as("rows of the largest batch")
                .isEqualTo(batches.stream().mapToInt(Batch::size).max().orElseThrow());
        long rows = batches.stream().mapToLong(Batch::size).sum();
        // gnm thins its rows by chance, which can leave a short batch at each pass.
        assertThat(planned.rowPasses())
                .as("rows")
                .isBetween(rows, run.drewRandomly() && method.method() instanceof Gnm ? rows * 5 / 4 : rows);
        assertThat(planned.importanceRows()).isEqualTo(importanceRows(run));
    }

    private static long importanceRows(RecordingRun run) {
        return run.starts().stream()
                .map(FisherInitialization.class::cast)
                .flatMap(start -> Stream.concat(start.forget().stream(), start.retain().stream()))
                .mapToLong(Batch::size)
                .sum();
    }

    @ParameterizedTest
    @MethodSource("stated")
    void isNothingWithoutForgetRowsBesideAnnealing(String id) {
        PlannedTraining planned = Methods.resolve(id, Map.of()).planned(0, 0).orElseThrow();
        assertThat(planned.microBatches()).isZero();
        assertThat(planned.rowPasses()).isZero();
    }

    static List<String> stated() {
        return Methods.training();
    }

    @ParameterizedTest
    @CsvSource({"none", "gold"})
    void isNothingForWhatTrainsNothingByItself(String id) {
        assertThat(Methods.resolve(id, Map.of()).planned(FORGET, RETAIN)).isEmpty();
    }

    @Test
    void countsWhatStepsKeepBeside() {
        assertThat(copies("ngdiff", Map.of("autolr", "none")))
                .as("two gradients")
                .isEqualTo(2);
        assertThat(copies("ngdiff", Map.of("autolr", "jucse"))).isEqualTo(3);
        assertThat(copies("ngdiff", Map.of("autolr", "gen"))).as("a look ahead").isEqualTo(7);
        assertThat(copies("task-vector", Map.of())).isEqualTo(1);
        assertThat(copies("ties", Map.of())).isEqualTo(2);
        assertThat(copies("gd", Map.of())).isZero();
    }

    private static int copies(String id, Map<String, String> overrides) {
        return Methods.resolve(id, overrides)
                .planned(FORGET, RETAIN)
                .orElseThrow()
                .trainedCopies();
    }
}
