package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.Phase;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No parameter is accepted and then ignored: another value means other phases, other batches or another loss. */
class EveryParameterMattersTests {

    /** More rows than any default chunk or batch, and no multiple of one. */
    private static final int FORGET = 150;

    private static final int RETAIN = 170;

    static Stream<Arguments> parameters() {
        return Methods.CATALOG.methods().values().stream().flatMap(method -> Methods.components(method).stream()
                .map(component -> Arguments.of(method.id(), component.getName())));
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void changesWhatIsDone(String id, String name) {
        UnlearningMethod<?> method = Methods.CATALOG.methods().get(id);
        Record stated = Methods.CATALOG
                .resolve(new MethodChoice(id, new TreeMap<>()), ModelSize.SEVEN_BILLION)
                .parameters();
        RecordComponent component = Methods.components(method).stream()
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        Record changed = Methods.changed(stated, component)
                .orElseThrow(() -> new AssertionError("no other valid value of " + component + " was found"));
        List<Object> trace = trace(method, stated);
        assertThat(trace.equals(trace(method, stated))).as("the same run twice").isTrue();
        assertThat(trace.equals(trace(method, changed)))
                .as("%s does what %s does", changed, stated)
                .isFalse();
    }

    /** All that a run consists of, but for the names of its phases. */
    private static List<Object> trace(UnlearningMethod<?> method, Record parameters) {
        var run = new RecordingRun(FORGET, RETAIN, 1);
        Methods.unlearn(method, run, parameters);
        var trace = new ArrayList<Object>();
        for (RecordingRun.Trained trained : run.phases()) {
            Phase phase = trained.phase();
            trace.add(List.of(phase.epochs(), phase.optimizer(), phase.schedule(), phase.maxGradNorm()));
            trace.add(trained.epochs());
            trace.add(loss(phase, trained.epochs().get(0).get(0)));
        }
        return trace;
    }

    private static double loss(Phase phase, Batch batch) {
        return Golden.loss(
                phase.objective(),
                batch.forget().isEmpty() ? Golden.NONE : Golden.FORGET,
                batch.retain().isEmpty() ? Golden.NONE : Golden.RETAIN);
    }
}
