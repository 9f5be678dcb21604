package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.NonFiniteLossException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every method that is found, whatever its formula. */
class MethodContractTests {

    private static final int ROWS = 6;

    /** Enough for three steps. */
    private static final int MANY_ROWS = 40;

    private static final int SEED = 42;

    /** A run of each method with its own values, which tests only look at. */
    private static final Map<String, TinyRun> STATED = new HashMap<>();

    private static Compute compute;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        STATED.values().forEach(TinyRun::close);
        compute.close();
    }

    static List<String> all() {
        return Methods.ids();
    }

    static List<String> training() {
        return Methods.training();
    }

    private static TinyRun stated(String id) {
        return STATED.computeIfAbsent(
                id, missing -> TinyRun.of(compute, Methods.resolve(missing, Map.of()), ROWS, SEED));
    }

    @Test
    void findsMethodsOfBothKinds() {
        assertThat(training()).isNotEmpty();
        assertThat(all()).hasSizeGreaterThan(training().size());
    }

    @ParameterizedTest
    @MethodSource("all")
    void usesOnlyWhatItDeclares(String id) {
        assertThat(Methods.resolve(id, Map.of()).method().needs())
                .containsAll(stated(id).used());
    }

    @ParameterizedTest
    @MethodSource("all")
    void trainsOnlyIfItSaysWhat(String id) {
        assertThat(stated(id).reports().isEmpty())
                .isEqualTo(Methods.resolve(id, Map.of()).trainable() == null);
    }

    @ParameterizedTest
    @MethodSource("training")
    void hasFiniteLosses(String id) {
        assertThat(stated(id).reports()).isNotEmpty().allSatisfy(report -> {
            assertThat(report.loss()).isFinite();
            assertThat(report.gradientNorm()).isFinite().isPositive();
            assertThat(report.terms()).isNotEmpty();
        });
    }

    static Stream<Arguments> needs() {
        return training().stream()
                .flatMap(id -> Methods.resolve(id, Map.of()).needs().stream().map(need -> Arguments.of(id, need)));
    }

    @ParameterizedTest
    @MethodSource("needs")
    void needsWhatItDeclares(String id, Capability need) {
        ResolvedMethod<?> method = withholding(Methods.resolve(id, Map.of()), need);
        try (TinyRun run = new TinyRun(compute, method.trainable(), ROWS, SEED, Long.MAX_VALUE)) {
            assertThatThrownBy(() -> run.unlearn(method))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(need.name())
                    .hasMessageContaining("needs()");
        }
    }

    private static <P extends Record> ResolvedMethod<P> withholding(ResolvedMethod<P> declared, Capability need) {
        Set<Capability> left = new HashSet<>(declared.needs());
        left.remove(need);
        return new ResolvedMethod<>(
                new Withholding<>(declared.method(), left),
                declared.parameters(),
                declared.trainable(),
                declared.masterWeights(),
                declared.values());
    }

    /** A method that declares less than it uses. */
    private record Withholding<P extends Record>(UnlearningMethod<P> method, Set<Capability> needs)
            implements UnlearningMethod<P> {
        @Override
        public void unlearn(Unlearning run, P parameters) {
            method.unlearn(run, parameters);
        }
    }

    @ParameterizedTest
    @MethodSource("training")
    void stopsAtLossesThatAreNotFinite(String id) {
        ResolvedMethod<?> method = Methods.resolve(id, Map.of());
        try (TinyRun run = new TinyRun(compute, method.trainable(), MANY_ROWS, SEED, Long.MAX_VALUE).poisoned()) {
            assertThatThrownBy(() -> run.unlearn(method))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("phase \"")
                    .hasMessageContaining("step 3, loss NaN");
            assertThat(run.reports()).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("training")
    void repeatsItselfBitForBit(String id) {
        try (TinyRun again = TinyRun.of(compute, Methods.resolve(id, Map.of()), ROWS, SEED)) {
            assertThat(again.trained())
                    .usingRecursiveComparison()
                    .isEqualTo(stated(id).trained());
        }
    }

    @ParameterizedTest
    @MethodSource("training")
    void ordersRowsBySeedWhereItDraws(String id) {
        var first = new RecordingRun(150, 170, 1);
        var second = new RecordingRun(150, 170, 2);
        Methods.resolve(id, Map.of()).unlearn(first);
        Methods.resolve(id, Map.of()).unlearn(second);
        assertThat(rows(first).equals(rows(second))).isEqualTo(!first.drewRandomly());
    }

    private static List<String> rows(RecordingRun run) {
        return run.phases().stream().map(phase -> phase.rows(0)).toList();
    }

    @ParameterizedTest
    @MethodSource("training")
    void stopsBetweenStepsWhenCancelled(String id) {
        ResolvedMethod<?> method =
                Methods.trainingOnly(id, Methods.trainingAnything().contains(id) ? "full" : "lora");
        try (TinyRun run = new TinyRun(compute, method.trainable(), ROWS, SEED, 1)) {
            assertThatThrownBy(() -> run.unlearn(method)).isInstanceOf(CancellationException.class);
            assertThat(run.reports()).hasSize(1);
            run.weights().forEach(weights -> assertThat(weights).doesNotContain(Float.NaN));
        }
    }
}
