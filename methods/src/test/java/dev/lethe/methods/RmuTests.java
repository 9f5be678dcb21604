package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.torch.Compute;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** RMU reads a block that the model has and that training reaches, and pushes to one direction. */
class RmuTests {

    private static final int ROWS = 3;

    private static void unlearn(Map<String, String> parameters) {
        ResolvedMethod<?> method = Methods.resolve("rmu", parameters);
        try (Compute compute = Compute.best();
                TinyRun run = new TinyRun(compute, method.trainable(), ROWS, 1, Long.MAX_VALUE)) {
            run.unlearn(method);
        }
    }

    @Test
    void refusesABlockThatTheModelLacks() {
        assertThatThrownBy(() -> unlearn(Map.of("block", "2")))
                .isInstanceOf(UserException.class)
                .hasMessage("block is 2; this model has blocks 0 to 1");
    }

    @Test
    void refusesABlockThatTrainingDoesNotReach() {
        assertThatThrownBy(() -> unlearn(Map.of("block", "0", "trainable", "last-k", "lastBlocks", "1")))
                .isInstanceOf(UserException.class)
                .hasMessage("block is 0, and nothing up to its output is trained; expected 1 to 1, or train more");
    }

    @Test
    void trainsChosenModulesOfChosenBlocks() {
        // WMDP's recipe: the matrices that lead out of the MLP, nothing else, in some blocks only.
        ResolvedMethod<?> method =
                Methods.resolve("rmu", Map.of("trainable", "modules", "targets", "down_proj", "blocks", "1"));
        try (Compute compute = Compute.best();
                TinyRun run = new TinyRun(compute, method.trainable(), ROWS, 1, Long.MAX_VALUE)) {
            run.unlearn(method);
            List<float[]> after = run.weights();
            List<Integer> moved = IntStream.range(0, after.size())
                    .filter(i ->
                            !Arrays.equals(after.get(i), run.originalWeights().get(i)))
                    .boxed()
                    .toList();
            assertThat(moved).hasSize(1).allSatisfy(index -> {
                assertThat(TinyRun.layer(index)).isEqualTo(1);
                assertThat(after.get(index))
                        .as("from the MLP's width to the model's")
                        .hasSize(32 * 16);
            });
            assertThat(run.trained()).hasSize(1);
        }
    }

    @Test
    void readsTheBlocksOfWmdp() {
        ResolvedMethod<?> method = Methods.CATALOG.resolve(
                new MethodChoice("rmu", new TreeMap<>(Map.of("trainable", "modules", "targets", "down_proj"))),
                ModelSize.SEVEN_BILLION);
        assertThat(method.trainable()).isEqualTo(new Trainable.Linears(List.of("down_proj"), List.of(5, 6, 7)));
        assertThat(method.values()).containsEntry("blocks", List.of(5, 6, 7));
        assertThat(Methods.resolve("rmu", Map.of()).values()).doesNotContainKey("blocks");
    }

    @Test
    void refusesBlocksAndModulesThatTheModelLacks() {
        Map<String, String> blocks = Map.of("trainable", "modules", "targets", "down_proj", "blocks", "1,2,7");
        assertThatThrownBy(() -> unlearn(blocks))
                .isInstanceOf(UserException.class)
                .hasMessage("blocks to train [2, 7] do not exist in this model; it has blocks 0 to 1");
        assertThatThrownBy(() -> unlearn(Map.of("trainable", "modules", "targets", "down_proj,fc1")))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("modules to train [fc1] do not exist in this model; it has [q_proj, ");
    }

    @Test
    void pushesToOneDirectionOfTheNormAskedFor() {
        var control = new ControlVector(new Random(1), 6.5);
        float[] drawn = control.apply(64);
        double squares = 0;
        for (float component : drawn) {
            assertThat(component).isNotNegative();
            squares += component * component;
        }
        assertThat(Math.sqrt(squares)).isCloseTo(6.5, within(1e-5));
        assertThat(control.apply(64)).as("asked again").isEqualTo(drawn);
        assertThat(new ControlVector(new Random(2), 6.5).apply(64)).isNotEqualTo(drawn);
    }
}
