package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Compute;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the loop does with rates, gradients that are not finite, and a request to stop. */
class TrainerTests {

    private static final double RATE = 0.01;
    private static final int STEPS = 8;

    private static Compute compute;

    private final List<StepReport> reports = new ArrayList<>();
    private Decoder decoder;
    private TrainedModel model;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    @BeforeEach
    void makeModel() {
        decoder = TinyDecoder.random(compute, 1);
        model = compute.call(() -> new TrainedModel(decoder, new Trainable.Full(), 1));
    }

    @AfterEach
    void freeModel() {
        compute.run(() -> {
            model.close();
            decoder.close();
        });
    }

    private TrainingMonitor recorder() {
        return new TrainingMonitor() {
            @Override
            public void step(StepReport report, long done, long total) {
                reports.add(report);
            }
        };
    }

    private void train(Phase phase) {
        compute.run(() -> new Trainer(model, recorder(), () -> false).train(phase));
    }

    /** Eight steps: two epochs of four times the same batch. */
    private static Phase phase(Objective objective) {
        Batch batch = Batch.ofForget(TinyDecoder.rows(3, 1));
        BatchSource source = BatchSource.inOrder(List.of(batch, batch, batch, batch));
        return Phase.of("descent", source, 2, RATE, objective);
    }

    private static Value nll(TrainingBatch batch) {
        return batch.forget().nll().tokenMean();
    }

    /** An objective that is not a number in the steps, counted from 1, that {@code broken} names. */
    private static Objective brokenAt(IntPredicate broken) {
        int[] step = {0};
        return batch -> broken.test(++step[0]) ? nll(batch).mul(Double.NaN) : nll(batch);
    }

    private float[] weights() {
        return compute.call(() -> model.trained().get(0).toFloatArray());
    }

    private float[] gradients() {
        return compute.call(() -> model.gradients().get(0).toFloatArray());
    }

    private double[] rates() {
        return reports.stream().mapToDouble(StepReport::learningRate).toArray();
    }

    private static double[] eighthsOfTheRate(double... eighths) {
        for (int i = 0; i < eighths.length; i++) {
            eighths[i] *= RATE / 8;
        }
        return eighths;
    }

    @Test
    void learns() {
        train(phase(TrainerTests::nll));
        assertThat(reports).hasSize(STEPS);
        StepReport first = reports.get(0);
        assertThat(reports.get(STEPS - 1).loss()).isLessThan(first.loss());
        assertThat(first.terms()).containsOnlyKeys("forget");
        assertThat(first.terms().get("forget")).isCloseTo(first.loss(), within(1e-6));
    }

    @Test
    void followsTheSchedule() {
        train(phase(TrainerTests::nll));
        assertThat(rates()).containsExactly(eighthsOfTheRate(8, 7, 6, 5, 4, 3, 2, 1), within(1e-12));
        reports.clear();
        train(phase(TrainerTests::nll).withSchedule(new LinearSchedule(4)));
        // 0/4 to 3/4, then 4/4 to 1/4.
        assertThat(rates()).containsExactly(eighthsOfTheRate(0, 2, 4, 6, 8, 6, 4, 2), within(1e-12));
    }

    @Test
    void startsEachStepWithoutGradients() {
        // At rate 0 every step sees the same weights and batch: gradients that stayed would add up.
        float[] before = weights();
        train(phase(TrainerTests::nll).withOptimizer(AdamW.withRate(0)));
        assertThat(weights()).isEqualTo(before);
        double first = reports.get(0).gradientNorm();
        assertThat(first).isPositive();
        assertThat(reports)
                .allSatisfy(report -> assertThat(report.gradientNorm()).isCloseTo(first, within(1e-6 * first)));
        assertThat(gradients()).containsOnly(0);
    }

    @Test
    void clipsTheGradient() {
        // AdamW's first step is rate * g / (|g| + 1e-8): nearly nothing where clipping has brought |g| below 1e-12.
        Phase phase = phase(TrainerTests::nll);
        float[] before = weights();
        train(phase.withMaxGradNorm(1e-12));
        assertThat(reports.get(0).gradientNorm()).as("norm before clipping").isGreaterThan(1e-3);
        assertThat(weights()).containsExactly(before, within((float) RATE / 100));
    }

    @Test
    void skipsAStepWithoutAFiniteLoss() {
        Objective objective = brokenAt(step -> step == 1);
        var seen = new ArrayList<float[]>();
        train(phase(batch -> {
            seen.add(model.trained().get(0).toFloatArray());
            return objective.loss(batch);
        }));
        assertThat(seen.get(1)).as("before step 2").isEqualTo(seen.get(0));
        assertThat(seen.get(2)).as("before step 3").isNotEqualTo(seen.get(1));
    }

    @Test
    void keepsTheRateAfterSingleNonFiniteSteps() {
        train(phase(brokenAt(step -> step == 2 || step == 4)));
        assertThat(rates()).containsExactly(eighthsOfTheRate(8, 7, 6, 5, 4, 3, 2, 1), within(1e-12));
        assertThat(reports.get(1).loss()).isNaN();
        assertThat(reports.get(1).gradientNorm()).isNaN();
    }

    @Test
    void halvesTheRateAtTheSecondNonFiniteStepInARow() {
        train(phase(brokenAt(step -> step == 2 || step == 3)));
        assertThat(rates()).containsExactly(eighthsOfTheRate(8, 7, 6, 2.5, 2, 1.5, 1, 0.5), within(1e-12));
    }

    @Test
    void stopsAtTheThirdNonFiniteStepInARow() {
        assertThatThrownBy(() -> train(phase(brokenAt(step -> step >= 3))))
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageContaining("phase \"descent\", step 5, loss NaN")
                .hasMessageContaining("Lower the learning rate");
        assertThat(weights()).doesNotContain(Float.NaN);
        assertThat(reports).hasSize(4);
    }

    @Test
    void countsNonFiniteStepsAcrossPhases() {
        Objective broken = brokenAt(step -> step == 7 || step == 8 || step == 9);
        var trainer = new Trainer(model, recorder(), () -> false);
        compute.run(() -> trainer.train(phase(broken)));
        assertThatThrownBy(() -> compute.run(() -> trainer.train(phase(broken))))
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageContaining("step 9");
    }

    @Test
    void tellsThePhaseOfEachStepAndItsEpoch() {
        var told = new ArrayList<String>();
        train(phase(TrainerTests::nll).withAfterStep((report, epoch) -> told.add(report.step() + " of " + epoch)));
        assertThat(told).hasSize(STEPS).startsWith("1 of 0").endsWith("7 of 1", "8 of 1");
    }

    @Test
    void countsAGradientThatIsNotFinite() {
        // (0 * x)^0.5: the value is 0, its derivative 0 * infinity.
        float[] before = weights();
        assertThatThrownBy(() -> train(phase(batch -> nll(batch).mul(0).pow(0.5))))
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageContaining("step 3, loss 0.0, gradient norm NaN");
        assertThat(weights()).isEqualTo(before);
        assertThat(gradients()).containsOnly(0);
    }

    @Test
    void stopsBetweenTwoStepsWhenCancelled() {
        Trainer trainer = new Trainer(model, recorder(), () -> reports.size() == 3);
        assertThatThrownBy(() -> compute.run(() -> trainer.train(phase(TrainerTests::nll))))
                .isInstanceOf(CancellationException.class)
                .hasMessage("cancelled in descent after step 3");
        assertThat(reports).hasSize(3);
        assertThat(weights()).doesNotContain(Float.NaN);
    }

    @Test
    void countsStepsAcrossPhases() {
        compute.run(() -> {
            var trainer = new Trainer(model, recorder(), () -> false);
            trainer.train(phase(TrainerTests::nll));
            trainer.train(phase(TrainerTests::nll));
        });
        assertThat(reports).extracting(StepReport::step).startsWith(1L, 2L).endsWith(15L, 16L);
    }

    @Test
    void refusesAnObjectiveThatIsNotOneNumber() {
        assertThatThrownBy(() -> train(phase(batch -> batch.forget().nll().sequenceMean())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("an objective yields one number");
    }

    @Test
    void namesTheRowsThatABatchLacks() {
        assertThatThrownBy(() -> train(phase(batch -> batch.retain().nll().tokenMean())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this batch has no retain rows");
    }
}
