package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of linear layers go through integers and back, and nothing else changes. */
class QuantizationTests {

    private static Compute compute;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    /**
     * 3 bits: integers from -3 to 3. A scale is the largest magnitude over 3: of the rows 1, 0.5 and 0 here; of groups of
     * two columns 1 and 2/3, 0.5 and 0.1. The fourth of groups of three is a group of its own, which stays.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            4 | 3 1 -2 0   1.5 0.5 0 0.5   0 0 0 0
            2 | 3 1 -2 0.6666667   1.5 0.5 -0.1 0.3   0 0 0 0
            3 | 3 1 -2 0.4   1.5 0.5 0 0.3   0 0 0 0
            """)
    void roundsToTheNearestMultipleOfTheScaleOfARow(int group, String expected) {
        float[] weight = {3f, 1.4f, -2f, 0.4f, 1.5f, 0.6f, -0.1f, 0.3f, 0, 0, 0, 0};
        float[] rounded = compute.call(() -> {
            try (NDManager scope = compute.manager().newSubManager();
                    Decoder any = TinyDecoder.random(compute, 1)) {
                NDArray tensor = scope.create(weight, new Shape(3, 4));
                any.kernels().storage().roundTrip(scope, tensor, 3, group);
                return tensor.toFloatArray();
            }
        });

        double[] by = Arrays.stream(expected.trim().split("\\s+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        for (int i = 0; i < by.length; i++) {
            assertThat((double) rounded[i]).as("weight %d", i).isCloseTo(by[i], within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void changesTheMatricesOfTheBlocksByAtMostHalfAScaleAndNothingElse(int bits) {
        Decoder decoder = TinyDecoder.decided(compute, 3);
        Map<WeightName, float[]> before = weights(decoder);

        Decoder rounded = new Quantization(bits, Quantization.CHANNEL).copyOf(decoder);

        assertThat(weights(decoder)).as("the decoder itself").allSatisfy((name, values) -> assertThat(values)
                .isEqualTo(before.get(name)));
        weights(rounded).forEach((name, values) -> {
            if (name.layer() == WeightName.OUTSIDE || name.shape().size() < 2) {
                assertThat(values).as(name.name()).isEqualTo(before.get(name));
            } else {
                assertThat(values).as(name.name()).isNotEqualTo(before.get(name));
                assertRounded(values, before.get(name), name, bits);
            }
        });
        compute.run(() -> {
            rounded.close();
            decoder.close();
        });
    }

    private static void assertRounded(float[] values, float[] exact, WeightName name, int bits) {
        int columns = Math.toIntExact(name.shape().get(1));
        for (int start = 0; start < values.length; start += columns) {
            double largest = 0;
            for (int i = start; i < start + columns; i++) {
                largest = Math.max(largest, Math.abs(exact[i]));
            }
            double scale = largest / ((1 << bits - 1) - 1);
            for (int i = start; i < start + columns; i++) {
                assertThat((double) Math.abs(values[i] - exact[i]))
                        .as(name.name())
                        .isLessThanOrEqualTo(scale * 0.5001);
                assertThat(values[i] / scale).isCloseTo(Math.rint(values[i] / scale), within(1e-3));
            }
        }
    }

    @Test
    void fewBitsChangeMoreThanMany() {
        Decoder decoder = TinyDecoder.decided(compute, 3);
        float[] exact = Logits.of(decoder);
        Decoder eight = new Quantization(8, Quantization.CHANNEL).copyOf(decoder);
        Decoder four = new Quantization(4, Quantization.CHANNEL).copyOf(decoder);

        assertThat(distance(Logits.of(eight), exact)).isPositive().isLessThan(distance(Logits.of(four), exact));
        compute.run(() -> {
            eight.close();
            four.close();
            decoder.close();
        });
    }

    @Test
    void whatIsHeldInBfloat16StaysThereAndStaysNear() {
        var bfloat16 = new Precision(Dtype.BFLOAT16, Dtype.BFLOAT16, Dtype.FLOAT32);
        Decoder decoder = Checkpoint.load(Oracles.model("olmo-bf16"), compute, bfloat16, new Trainable.Nothing());
        Decoder rounded = new Quantization(8, 16).copyOf(decoder);

        assertThat(rounded.storageType()).isEqualTo(StorageType.BF16);
        float[] exact = Logits.of(decoder);
        double distance = distance(Logits.of(rounded), exact);
        assertThat(distance).isPositive().isLessThan(0.1 * distance(new float[exact.length], exact));
        compute.run(() -> {
            rounded.close();
            decoder.close();
        });
    }

    @Test
    void refusesWhatIsNoIntegerAndNoGroup() {
        assertThatThrownBy(() -> new Quantization(1, 0)).hasMessageContaining("bits is 1");
        assertThatThrownBy(() -> new Quantization(4, -1)).hasMessageContaining("group -1");
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum;
    }

    private static Map<WeightName, float[]> weights(Decoder decoder) {
        return compute.call(() -> {
            var values = new HashMap<WeightName, float[]>();
            decoder.weights()
                    .names()
                    .forEach(
                            name -> values.put(name, decoder.weights().get(name).toFloatArray()));
            return values;
        });
    }
}
