package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.torch.Compute;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every method that trains: which tensors it moves, and what an adapter means. */
class TrainedTensorsContractTests {

    private static final int ROWS = 6;

    private static final int SEED = 42;

    private static Compute compute;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    static List<String> training() {
        return Methods.training();
    }

    /** Those that train whatever they are told to; the others start an adapter. */
    static List<String> trainingAnything() {
        return Methods.trainingAnything();
    }

    @ParameterizedTest
    @MethodSource("trainingAnything")
    void changesNothingWithoutRows(String id) {
        try (TinyRun run = TinyRun.of(compute, Methods.trainingOnly(id, "full"), 0, SEED)) {
            assertThat(run.reports()).isEmpty();
            assertThat(run.weights()).usingRecursiveComparison().isEqualTo(run.originalWeights());
        }
    }

    @ParameterizedTest
    @MethodSource("training")
    void movesOnlyTheAdapter(String id) {
        ResolvedMethod<?> method = Methods.trainingOnly(id, "lora");
        try (TinyRun run = TinyRun.of(compute, method, ROWS, SEED);
                TinyRun untrained = new TinyRun(compute, method.trainable(), ROWS, SEED, 0)) {
            assertThat(run.weights()).usingRecursiveComparison().isEqualTo(run.originalWeights());
            List<float[]> before = untrained.trained();
            List<float[]> after = run.trained();
            for (int i = 0; i < before.size(); i++) {
                assertThat(after.get(i)).as("adapter tensor %d", i).isNotEqualTo(before.get(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("trainingAnything")
    void movesOnlyTheLastBlocks(String id) {
        try (TinyRun run = TinyRun.of(compute, Methods.trainingOnly(id, "last-k"), ROWS, SEED)) {
            assertThat(moved(run))
                    .isNotEmpty()
                    .isEqualTo(stored(run)
                            .filter(index -> TinyRun.layer(index) == TinyRun.LAYERS - 1)
                            .boxed()
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("trainingAnything")
    void movesEverything(String id) {
        try (TinyRun run = TinyRun.of(compute, Methods.trainingOnly(id, "full"), ROWS, SEED)) {
            assertThat(moved(run)).isEqualTo(stored(run).boxed().toList());
        }
    }

    /** The tensors that this architecture has. */
    private static IntStream stored(TinyRun run) {
        return IntStream.range(0, run.originalWeights().size())
                .filter(index -> run.originalWeights().get(index).length > 0);
    }

    private static List<Integer> moved(TinyRun run) {
        List<float[]> after = run.weights();
        return stored(run)
                .filter(index ->
                        !Arrays.equals(after.get(index), run.originalWeights().get(index)))
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("training")
    void startsFromTheModelItself(String id) {
        try (TinyRun run = new TinyRun(compute, Methods.trainingOnly(id, "lora").trainable(), ROWS, SEED, 0)) {
            assertThat(run.nll(true)).as("with a fresh adapter").isEqualTo(run.nll(false));
        }
    }

    @ParameterizedTest
    @MethodSource("training")
    void isTheSameMergedAsApart(String id) {
        try (TinyRun run = TinyRun.of(compute, Methods.trainingOnly(id, "lora"), ROWS, SEED)) {
            double before = run.nll(false);
            double apart = run.nll(true);
            run.merge();
            assertThat(run.nll(false)).isCloseTo(apart, within(1e-5)).isNotEqualTo(before);
        }
    }
}
