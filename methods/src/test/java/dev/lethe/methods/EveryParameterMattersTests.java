package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.StepReport;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** The run of each method with its stated values. */
    private static final Map<String, List<Object>> STATED = new HashMap<>();

    static Stream<Arguments> parameters() {
        return Methods.CATALOG.methods().values().stream().flatMap(method -> Methods.components(method).stream()
                .map(component -> Arguments.of(method.id(), component.getName())));
    }

    static Stream<String> withParameters() {
        return parameters().map(arguments -> (String) arguments.get()[0]).distinct();
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void changesWhatIsDone(String id, String name) {
        UnlearningMethod<?> method = Methods.CATALOG.methods().get(id);
        Record stated = stated(id);
        RecordComponent component = Methods.components(method).stream()
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(bases(method, stated, component).anyMatch(base -> matters(method, base, component)))
                .as("%s, by itself or with one other parameter changed", component)
                .isTrue();
    }

    /** Else every value would seem to matter. */
    @ParameterizedTest
    @MethodSource("withParameters")
    void doesTheSameTwice(String id) {
        UnlearningMethod<?> method = Methods.CATALOG.methods().get(id);
        assertThat(trace(method, stated(id))).isEqualTo(statedTrace(method));
    }

    private static Record stated(String id) {
        return Methods.CATALOG
                .resolve(new MethodChoice(id, new TreeMap<>()), ModelSize.SEVEN_BILLION)
                .parameters();
    }

    private static List<Object> statedTrace(UnlearningMethod<?> method) {
        return STATED.computeIfAbsent(method.id(), id -> trace(method, stated(id)));
    }

    /** The stated values, and those with another component changed: some matter only where another says so. */
    private static Stream<Record> bases(UnlearningMethod<?> method, Record stated, RecordComponent tested) {
        return Stream.concat(
                Stream.of(stated),
                Methods.components(method).stream()
                        .filter(other -> !other.getName().equals(tested.getName()))
                        .flatMap(other -> Methods.changes(stated, other)));
    }

    private static boolean matters(UnlearningMethod<?> method, Record base, RecordComponent component) {
        List<Object> trace = base.equals(stated(method.id())) ? statedTrace(method) : trace(method, base);
        return Methods.changes(base, component).anyMatch(changed -> !trace.equals(trace(method, changed)));
    }

    /** All that a run consists of, but for the names of its phases. */
    private static List<Object> trace(UnlearningMethod<?> method, Record parameters) {
        var run = new RecordingRun(FORGET, RETAIN, 1);
        Methods.unlearn(method, run, parameters);
        var trace = new ArrayList<Object>(run.starts());
        for (RecordingRun.Trained trained : run.phases()) {
            Phase phase = trained.phase();
            trace.add(List.of(phase.epochs(), phase.optimizer(), phase.schedule(), phase.maxGradNorm()));
            trace.add(trained.epochs());
            Batch first = trained.epochs().get(0).get(0);
            if (trained.steps().isEmpty()) {
                trace.add(loss(phase, first));
                trace.add(Golden.blocks());
                report(trained);
                trace.add(loss(phase, first));
            } else {
                trace.add(trained.steps());
            }
        }
        trace.addAll(run.trainedWeights().events());
        return trace;
    }

    /** Tells a phase of all its steps, as if each had left the same losses. */
    private static void report(RecordingRun.Trained trained) {
        var terms = new TreeMap<>(Map.of("forget", 2.0, "retain", 0.5));
        for (int epoch = 0; epoch < trained.epochs().size(); epoch++) {
            for (int i = 0; i < trained.epochs().get(epoch).size(); i++) {
                trained.phase().afterStep().accept(new StepReport(1, "", 1, terms, 0, 1, 0), epoch);
            }
        }
    }

    private static double loss(Phase phase, Batch batch) {
        return Golden.loss(phase.objective(), Golden.like(batch.parts().keySet()));
    }
}
