package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.Trainable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SgdTests {

    @ParameterizedTest
    @CsvSource({"0, 0", "0.1, 0", "0, 0.05", "0.1, 0.05"})
    void subtractsTheClippedGradientAndTheDecay(double decay, double maxNorm) {
        double rate = 0.2;
        try (var tiny = new TinyTraining(1, new Trainable.Full())) {
            tiny.compute().run(() -> {
                try (NDManager scope = tiny.model().newScope()) {
                    var optimizer =
                            new Optimizer(tiny.model(), Sgd.withRate(0.7).withDecay(decay), scope);
                    TrainingBatch.of(tiny.model(), Batch.ofRetain(TinyTraining.rows(3)), scope)
                            .accumulate(TinyTraining.TOKEN_MEAN, 1);
                    List<float[]> gradients = TinyTraining.copies(tiny.model().gradients());
                    List<float[]> before = TinyTraining.copies(tiny.model().trained());
                    double norm = optimizer.step(scope, rate, maxNorm);
                    double factor = maxNorm == 0 ? 1 : Math.min(1, maxNorm / (norm + 1e-6));
                    assertThat(norm).isGreaterThan(0.1);
                    var expected = new ArrayList<float[]>();
                    for (int i = 0; i < before.size(); i++) {
                        float[] after = before.get(i).clone();
                        for (int j = 0; j < after.length; j++) {
                            after[j] -= (float) (rate * (factor * gradients.get(i)[j] + decay * after[j]));
                        }
                        expected.add(after);
                    }
                    Weights.assertClose(TinyTraining.copies(tiny.model().trained()), expected, 1e-6);
                    assertThat(Weights.largestDifference(before, expected)).isGreaterThan(1e-4);
                    assertThat(TinyTraining.copies(tiny.model().gradients()))
                            .allSatisfy(gradient -> assertThat(gradient).containsOnly(0f));
                }
            });
        }
    }

    @Test
    void refusesNegativeSettings() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sgd.withRate(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sgd(1, Double.NaN));
    }
}
