package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.UserException;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.torch.Compute;
import java.util.Map;
import java.util.Random;
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
