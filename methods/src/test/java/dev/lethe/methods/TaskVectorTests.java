package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.AdamW;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task vector: learned first, then subtracted. */
class TaskVectorTests {

    private static TaskVector.Parameters parameters(double learningRate) {
        return new TaskVector.Parameters(learningRate, 3, 4, 0, 1.5);
    }

    @Test
    void learnsTheForgetSetAndTurnsBack() {
        var run = new RecordingRun(10, 0, 1);
        new TaskVector().unlearn(run, parameters(1e-3));
        var start = new RecordingWeights.Numbered(0);
        assertThat(run.trainedWeights().events())
                .containsExactly(List.of("keep", start), List.of("multiply", start, -1.5));
        assertThat(run.phases()).singleElement().satisfies(trained -> {
            assertThat(trained.phase().optimizer()).isEqualTo(AdamW.withRate(1e-3));
            assertThat(Golden.loss(trained.phase().objective(), Golden.FORGET, Golden.NONE))
                    .as("descent, not ascent")
                    .isCloseTo(2.295360443, Golden.CLOSE);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "lora", "adalora"})
    void raisesTheLossOfTheForgetSet(String form) {
        var config = new LoraConfig(4, 8, List.of("q_proj", "v_proj", "up_proj"), false);
        Trainable trainable =
                switch (form) {
                    case "full" -> new Trainable.Full();
                    case "lora" -> new Trainable.Lora(config);
                    default -> new Trainable.AdaLora(config);
                };
        try (Compute compute = Compute.best();
                TinyRun run = new TinyRun(compute, trainable, 6, 42, Long.MAX_VALUE)) {
            compute.run(() -> {
                // The second run reports first what the first one's negation made of the loss.
                new TaskVector().unlearn(run, parameters(3e-3));
                new TaskVector().unlearn(run, new TaskVector.Parameters(1e-9, 1, 6, 0, 1e-9));
            });
            double before = run.reports().get(0).loss();
            double reinforced = run.reports().get(run.reports().size() - 2).loss();
            double negated = run.reports().get(run.reports().size() - 1).loss();
            assertThat(reinforced).isLessThan(before);
            assertThat(negated).isGreaterThan(before);
        }
    }

    @Test
    void refusesAVectorOfNothing() {
        try (Compute compute = Compute.best();
                TinyRun run = new TinyRun(compute, new Trainable.Full(), 2, 42, Long.MAX_VALUE)) {
            // A rate below the resolution of every weight.
            assertThatThrownBy(() -> compute.run(
                            () -> new TaskVector().unlearn(run, new TaskVector.Parameters(1e-30, 1, 2, 0, 1))))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("the task vector is zero");
        }
    }
}
