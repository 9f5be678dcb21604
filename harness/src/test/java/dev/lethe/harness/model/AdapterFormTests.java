package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.lethe.data.UserException;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.torch.Compute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters other than plain LoRA: AdaLoRA's gains, and a start in the weights' own factors. */
class AdapterFormTests {

    private static final LoraConfig CONFIG = new LoraConfig(4, 8, List.of("q_proj", "down_proj"), false);
    private static final Offset<Float> ROUNDING = within(1e-4f);

    private static Compute compute;
    private Decoder decoder;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    @BeforeEach
    void makeDecoder() {
        decoder = TinyDecoder.decided(compute, 1);
    }

    @AfterEach
    void freeDecoder() {
        compute.run(decoder::close);
    }

    private TrainedModel gained() {
        return compute.call(() -> new TrainedModel(decoder, new Trainable.AdaLora(CONFIG), 1));
    }

    /** An adapter that starts in the factors of weights whose rows matter unequally. */
    private TrainedModel anchored() {
        return compute.call(() -> {
            var model = new TrainedModel(decoder, new Trainable.Lora(CONFIG), 1);
            model.startAdapterFrom(weight -> {
                NDArray importance = weight.square().add(0.01);
                importance.attach(model.newScope());
                return importance;
            });
            return model;
        });
    }

    private TrainedModel form(String form) {
        return form.equals("gained") ? gained() : anchored();
    }

    private void train(TrainedModel model) {
        compute.run(() -> model.trained().forEach(tensor -> {
            float[] values = tensor.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                values[i] += 0.2f * (float) Math.sin(i + 1);
            }
            tensor.set(values);
        }));
    }

    private static void assertClose(float[] actual, float[] expected) {
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(ROUNDING.value * (1 + Math.abs(expected[i]))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gained", "anchored"})
    void changesNothingWhenFresh(String form) {
        float[] base = Logits.of(decoder);
        assertThat(Logits.of(decoder, form(form).network())).isEqualTo(base);
        assertThat(Logits.of(decoder)).as("the decoder's own weights").isEqualTo(base);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gained", "anchored"})
    void changesTheSameMergedAsApart(String form) {
        float[] base = Logits.of(decoder);
        TrainedModel model = form(form);
        train(model);
        float[] apart = Logits.of(decoder, model.network());
        assertThat(apart).isNotEqualTo(base);
        compute.run(model::merge);
        assertClose(Logits.of(decoder), apart);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gained", "anchored"})
    void isStoredAsPlainLora(String form) {
        TrainedModel model = form(form);
        train(model);
        float[] apart = Logits.of(decoder, model.network());
        compute.run(() -> AdapterFolder.write(model.adapter().orElseThrow(), decoder, folder, BaseModel.of(folder)));
        TrainedModel read =
                compute.call(() -> TrainedModel.resume(decoder, owner -> AdapterFolder.read(folder, decoder, owner)));
        assertClose(Logits.of(decoder, read.network()), apart);
        LoraConfig stored = AdapterFolder.readConfig(folder, decoder.config());
        assertThat(stored.rank()).isEqualTo(form.equals("gained") ? 4 : 8);
        assertThat(stored.scaling()).isCloseTo(2, within(1e-5));
    }

    @Test
    void trainsGainsBesideTheFactors() {
        TrainedModel model = gained();
        assertThat(model.trained()).hasSize(12);
        List<float[]> tensors = compute.call(
                () -> model.trained().stream().map(NDArray::toFloatArray).toList());
        assertThat(tensors.get(0)).hasSize(64).doesNotHaveDuplicates();
        assertThat(tensors.get(1)).hasSize(64).doesNotHaveDuplicates();
        assertThat(tensors.get(2)).hasSize(4).containsOnly(0);
        double squares = 0;
        for (float value : tensors.get(0)) {
            squares += value * value;
        }
        assertThat(Math.sqrt(squares / 64)).as("standard deviation").isBetween(0.015, 0.025);
    }

    /** The example of methods.md 9, worked out in float64. */
    @Test
    void factorsByTheImportanceOfRows() {
        compute.run(() -> {
            try (NDManager scope = decoder.newScope()) {
                NDArray weight = scope.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2));
                NDArray importance = scope.create(new float[] {.04f, .05f, .10f, .15f, .30f, .19f}, new Shape(3, 2));
                WeightedFactors factors = WeightedFactors.of(decoder.kernels(), scope, weight, importance, 1, 2);
                float[] product = factors.b().matMul(factors.a()).mul(2).toFloatArray();
                assertThat(product)
                        .containsExactly(
                                new float[] {
                                    1.377700430f, 1.692447259f, 3.153977428f, 3.874529134f, 4.930264230f, 6.056623052f
                                },
                                within(5e-6f));
                assertThat(weight.toFloatArray()[0] - product[0])
                        .as("residual")
                        .isCloseTo(-0.377700430f, within(5e-6f));
            }
        });
    }

    @Test
    void hasFactorsAsLargeAsTheWeightAtFullRank() {
        compute.run(() -> {
            try (NDManager scope = decoder.newScope()) {
                NDArray weight = scope.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
                WeightedFactors factors = WeightedFactors.of(
                        decoder.kernels(), scope, weight, weight.mul(0).add(1), 2, 4);
                assertThat(factors.b().matMul(factors.a()).mul(4).toFloatArray())
                        .containsExactly(new float[] {1, 2, 3, 4, 5, 6}, within(1e-4f));
                // Rows that do not matter have no direction, and nothing is divided by 0.
                WeightedFactors none = WeightedFactors.of(decoder.kernels(), scope, weight, weight.mul(0), 1, 1);
                assertThat(none.b().matMul(none.a()).toFloatArray()).containsOnly(0);
            }
        });
    }

    @Test
    void refusesMoreFactorsThanThereAre() {
        compute.run(() -> {
            try (NDManager scope = decoder.newScope()) {
                NDArray weight = scope.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
                assertThatThrownBy(() -> WeightedFactors.of(decoder.kernels(), scope, weight, weight, 3, 1))
                        .isInstanceOf(UserException.class)
                        .hasMessage(
                                "the adapter's rank is 3, but a weight of 2 x 3 has only 2 factors; set a smaller rank");
            }
        });
    }

    @Test
    void trainsTheMatricesOfTheNamedLayers() {
        TrainedModel model =
                compute.call(() -> new TrainedModel(decoder, new Trainable.Linears(List.of("q_proj", "down_proj")), 1));
        var shapes = new ArrayList<Shape>();
        model.trained().forEach(tensor -> shapes.add(tensor.getShape()));
        assertThat(shapes).containsExactly(new Shape(16, 16), new Shape(16, 32), new Shape(16, 16), new Shape(16, 32));
    }
}
