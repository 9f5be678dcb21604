package dev.lethe.harness.training;

import static dev.lethe.harness.Tolerance.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.token.TokenizedExample;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaTests {

    private static final Trainable FULL = new Trainable.Full();

    /** A module that every architecture has. */
    private static final String EVERYWHERE = "q_proj";

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 1", "2, 2", "3, 2"})
    void equalTheCombinedBatchOnOneReplica(int replicas, int accumulation) {
        List<TokenizedExample> rows = TinyTraining.rows(4 * replicas * accumulation);
        Phase shared = TinyTraining.phase(TinyTraining.batches(rows, 2), TinyTraining.SEQUENCE_MEAN)
                .withAccumulation(accumulation, LossNormalization.MICROBATCH_MEAN);
        Phase combined =
                TinyTraining.phase(TinyTraining.batches(rows, 2 * replicas * accumulation), TinyTraining.SEQUENCE_MEAN);
        assertEqual(replicas, shared, combined);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void repeatTheFirstRowsAfterAShortTail(int replicas) {
        List<TokenizedExample> rows = TinyTraining.rows(2 * replicas + 1);
        List<TokenizedExample> wrapped = Stream.concat(rows.stream(), rows.subList(0, 2 * replicas - 1).stream())
                .toList();
        assertEqual(
                replicas,
                TinyTraining.phase(TinyTraining.batches(rows, 2), TinyTraining.SEQUENCE_MEAN),
                TinyTraining.phase(TinyTraining.batches(wrapped, 2 * replicas), TinyTraining.SEQUENCE_MEAN));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void equalTheCombinedBatchForGlobalTokenMeans(int replicas) {
        List<TokenizedExample> rows = TinyTraining.rows(4 * replicas);
        assertEqual(
                replicas,
                TinyTraining.phase(TinyTraining.batches(rows, 2), TinyTraining.TOKEN_MEAN)
                        .withAccumulation(1, LossNormalization.GLOBAL_TOKEN_MEAN),
                TinyTraining.phase(TinyTraining.batches(rows, 2 * replicas), TinyTraining.TOKEN_MEAN));
    }

    @Test
    void keepAReferenceEach() {
        List<TokenizedExample> rows = TinyTraining.rows(8);
        Objective objective = batch -> batch.retain()
                .klToReference(Positions.LABELS)
                .sequenceMean()
                .mean()
                .sub(TinyTraining.SEQUENCE_MEAN.loss(batch));
        assertEqual(
                2,
                TinyTraining.phase(TinyTraining.batches(rows, 2), objective),
                TinyTraining.phase(TinyTraining.batches(rows, 4), objective));
    }

    private static void assertEqual(int replicas, Phase shared, Phase combined) {
        try (var actual = new TinyTraining(replicas, FULL).keepReference().train(shared);
                var expected = new TinyTraining(1, FULL).keepReference().train(combined)) {
            assertThat(actual.losses()).hasSize(4).hasSameSizeAs(expected.losses());
            for (int i = 0; i < actual.losses().size(); i++) {
                assertClose(
                        "loss " + i, actual.losses().get(i), expected.losses().get(i), 1e-6);
            }
            Weights.assertClose(actual.trained(0), expected.trained(0), 1e-6);
        }
    }

    @Test
    void meanTheTokenMeansOfEachReplicaByDefault() {
        List<Batch> batches = TinyTraining.batches(TinyTraining.rows(2), 1);
        Phase phase = Phase.of("one", BatchSource.inOrder(batches), 1, 0, TinyTraining.TOKEN_MEAN);
        try (var two = new TinyTraining(2, FULL).train(phase);
                var one = new TinyTraining(1, FULL).train(phase)) {
            double mean = (one.losses().get(0) + one.losses().get(1)) / 2;
            assertThat(two.losses()).hasSize(1);
            assertClose("loss", two.losses().get(0), mean, 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void stayBitIdentical(int replicas) {
        List<Batch> batches = TinyTraining.batches(TinyTraining.rows(11), 1);
        Phase phase = Phase.of("adam", BatchSource.inOrder(batches), 3, 0.01, TinyTraining.TOKEN_MEAN);
        for (Trainable trainable :
                List.of(FULL, new Trainable.Lora(new LoraConfig(4, 8, List.of(EVERYWHERE), false)))) {
            try (var tiny = new TinyTraining(replicas, trainable)) {
                List<float[]> start = tiny.trained(0);
                tiny.train(phase);
                for (int i = 1; i < replicas; i++) {
                    Weights.assertIdentical(tiny.trained(i), tiny.trained(0));
                }
                assertThat(Weights.largestDifference(tiny.trained(0), start)).isGreaterThan(1e-3);
            }
        }
    }

    @Test
    void runOnThreadsOfTheirOwn() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Phase phase = TinyTraining.phase(TinyTraining.batches(TinyTraining.rows(6), 1), batch -> {
            threads.add(Thread.currentThread());
            return TinyTraining.SEQUENCE_MEAN.loss(batch);
        });
        try (var tiny = new TinyTraining(3, FULL)) {
            tiny.compute().run(() -> tiny.train(phase));
            assertThat(threads).hasSize(3);
        }
    }

    @Test
    void skipTheStepTogetherWhenOneLossIsNotFinite() {
        var calls = new AtomicInteger();
        Phase phase = TinyTraining.phase(
                TinyTraining.batches(TinyTraining.rows(1), 1),
                batch -> calls.incrementAndGet() == 2
                        ? TinyTraining.SEQUENCE_MEAN.loss(batch).mul(Float.NaN)
                        : TinyTraining.SEQUENCE_MEAN.loss(batch));
        try (var tiny = new TinyTraining(2, FULL);
                var expected = new TinyTraining(1, FULL)) {
            tiny.train(phase);
            assertThat(tiny.losses().get(0)).isNaN();
            Weights.assertIdentical(tiny.trained(1), tiny.trained(0));
            // The second of two steps has half the rate by the schedule.
            expected.train(Phase.of("second", phase.batches(), 1, 0.025, TinyTraining.SEQUENCE_MEAN)
                    .withOptimizer(new Sgd(0.025, 0.01)));
            Weights.assertClose(tiny.trained(0), expected.trained(0), 1e-6);
        }
    }

    @Test
    void passOnTheFailureOfOne() {
        var calls = new AtomicInteger();
        Phase phase = TinyTraining.phase(TinyTraining.batches(TinyTraining.rows(6), 1), batch -> {
            if (calls.incrementAndGet() == 3) {
                throw new IllegalStateException("a broken objective");
            }
            return TinyTraining.SEQUENCE_MEAN.loss(batch);
        });
        try (var tiny = new TinyTraining(3, FULL)) {
            assertThatThrownBy(() -> tiny.train(phase))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a broken objective");
        }
    }

    @Test
    void needAComputeThreadEach() {
        try (var tiny = new TinyTraining(1, FULL)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> new Trainer(List.of(tiny.model(), tiny.model()), TrainingMonitor.SILENT, () -> false))
                    .withMessageContaining("2 replicas on 1 compute threads");
        }
    }
}
