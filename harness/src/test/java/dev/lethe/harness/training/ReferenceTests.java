package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference stays what the model was before training, whatever of it is trained. */
class ReferenceTests {

    private static final List<TokenizedExample> ROWS = TinyDecoder.rows(4, 1);

    private static Compute compute;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    static Stream<Trainable> trainables() {
        return Stream.of(
                new Trainable.Full(),
                new Trainable.LastBlocks(1),
                new Trainable.Lora(new LoraConfig(2, 4, List.of("q_proj", "down_proj"), false)));
    }

    private interface Use {
        void accept(TrainedModel model);
    }

    private static void with(Trainable trainable, boolean reference, Use use) {
        compute.run(() -> {
            try (Decoder decoder = TinyDecoder.decided(compute, 3);
                    var model = new TrainedModel(decoder, trainable, 1)) {
                if (reference) {
                    model.keepReference();
                }
                use.accept(model);
            }
        });
    }

    private static void train(TrainedModel model) {
        new Trainer(model, TrainingMonitor.SILENT, () -> false)
                .train(Phase.of(
                        "descent", BatchSource.inOrder(List.of(Batch.ofForget(ROWS))), 3, 0.05, batch -> batch.forget()
                                .nll()
                                .tokenMean()));
    }

    private static double value(TrainedModel model, List<TokenizedExample> rows, Objective objective) {
        try (NDManager scope = model.newScope()) {
            return objective
                    .loss(TrainingBatch.of(model, Batch.ofForget(rows), scope))
                    .number();
        }
    }

    private static double nll(TrainedModel model) {
        return value(model, ROWS, batch -> batch.forget().nll().tokenMean());
    }

    private static double referenceNll(TrainedModel model, List<TokenizedExample> rows) {
        return value(model, rows, batch -> batch.forget().referenceNll().tokenMean());
    }

    private static double divergence(TrainedModel model) {
        return value(model, ROWS, batch -> batch.forget()
                .klToReference(Positions.ATTENDED)
                .tokenMean());
    }

    @ParameterizedTest
    @MethodSource("trainables")
    void staysWhileTheModelMoves(Trainable trainable) {
        with(trainable, true, model -> {
            double before = nll(model);
            assertThat(divergence(model)).isCloseTo(0, within(1e-6));
            train(model);
            assertThat(nll(model)).isLessThan(before - 0.01);
            assertThat(referenceNll(model, ROWS)).isCloseTo(before, within(1e-6));
            assertThat(divergence(model)).isGreaterThan(1e-3);
        });
    }

    @Test
    void remembersTheLossesOfARowWhereverItStands() {
        with(new Trainable.Full(), true, model -> {
            double together = referenceNll(model, ROWS);
            double count = ROWS.stream().mapToInt(TokenizedExample::labelCount).sum();
            double sum = 0;
            for (int i = ROWS.size() - 1; i >= 0; i--) {
                sum += ROWS.get(i).labelCount() * referenceNll(model, ROWS.subList(i, i + 1));
            }
            assertThat(sum / count).isCloseTo(together, within(1e-6));
            // New rows beside known ones.
            List<TokenizedExample> more = Stream.concat(ROWS.stream(), TinyDecoder.rows(2, 9).stream())
                    .toList();
            double mixed = referenceNll(model, more);
            assertThat(mixed)
                    .isCloseTo(value(model, more, batch -> batch.forget().nll().tokenMean()), within(1e-6));
        });
    }

    @Test
    void isRefusedWhereItWasNotDeclared() {
        with(new Trainable.Full(), false, model -> {
            assertThatThrownBy(() -> divergence(model))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("an objective uses the reference model, which is kept only for methods that declare"
                            + " REFERENCE in needs()");
            assertThatThrownBy(() -> referenceNll(model, ROWS)).isInstanceOf(IllegalStateException.class);
        });
    }
}
