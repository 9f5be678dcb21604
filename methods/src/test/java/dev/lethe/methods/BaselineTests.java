package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.RateSchedule;
import dev.lethe.methods.RecordingRun.Trained;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The batches and the schedule of gradient ascent and gradient difference. */
class BaselineTests {

    private static Trained ascent(int forget, int epochs, int batchSize) {
        var run = new RecordingRun(forget, 0, 1);
        new GradientAscent()
                .unlearn(run, new GradientAscent.Parameters(1e-3, epochs, batchSize, 0.01, 1, RateCourse.LINEAR));
        assertThat(run.phases()).hasSize(1);
        return run.phases().get(0);
    }

    private static Trained difference(int forget, int retain) {
        var run = new RecordingRun(forget, retain, 1);
        new GradientDifference()
                .unlearn(run, new GradientDifference.Parameters(1e-3, 2, 4, 0.01, 1, RateCourse.LINEAR, 1, 1));
        assertThat(run.phases()).hasSize(1);
        return run.phases().get(0);
    }

    private static List<String> forgetIds(List<Batch> epoch) {
        return epoch.stream()
                .flatMap(batch -> batch.forget().stream())
                .map(TokenizedExample::id)
                .toList();
    }

    @Test
    void ascentSeesEveryForgetRowOnceAnEpochInANewOrder() {
        Trained trained = ascent(10, 2, 4);
        assertThat(trained.epochs()).hasSize(2).allSatisfy(epoch -> {
            assertThat(epoch).extracting(Batch::size).containsExactly(4, 4, 2);
            assertThat(forgetIds(epoch)).hasSize(10).doesNotHaveDuplicates();
        });
        assertThat(trained.rows(0)).isNotEqualTo(trained.rows(1));
    }

    @Test
    void warmsUpOverTheFirstEpoch() {
        // floor(10 / 4) steps; at least one.
        assertThat(ascent(10, 2, 4).phase().schedule()).isEqualTo(new LinearSchedule(2));
        assertThat(ascent(3, 2, 4).phase().schedule()).isEqualTo(new LinearSchedule(1));
        assertThat(difference(10, 3).phase().schedule()).isEqualTo(new LinearSchedule(2));
        assertThat(ascent(10, 2, 4).phase().optimizer())
                .isEqualTo(AdamW.withRate(1e-3).withDecay(0.01));
    }

    @Test
    void trainsWithoutLimitAtOneRateWhereTold() {
        var run = new RecordingRun(10, 0, 1);
        new GradientAscent().unlearn(run, new GradientAscent.Parameters(1e-3, 2, 4, 0.01, 0, RateCourse.CONSTANT));
        Phase phase = run.phases().get(0).phase();
        assertThat(phase.maxGradNorm()).isZero();
        assertThat(phase.schedule()).isEqualTo(RateSchedule.CONSTANT);
        assertThat(ascent(10, 2, 4).phase().maxGradNorm()).isEqualTo(1);
    }

    @Test
    void differencePairsEachForgetRowWithADrawnRetainRow() {
        Trained trained = difference(10, 3);
        assertThat(trained.epochs()).allSatisfy(epoch -> {
            assertThat(forgetIds(epoch)).hasSize(10).doesNotHaveDuplicates();
            assertThat(epoch).allSatisfy(batch -> assertThat(batch.retain()).hasSameSizeAs(batch.forget()));
        });
        assertThat(trained.epochs().get(0))
                .extracting(Batch::retain)
                .isNotEqualTo(
                        trained.epochs().get(1).stream().map(Batch::retain).toList());
    }

    @Test
    void differenceNeedsARetainRow() {
        assertThatThrownBy(() -> difference(2, 0))
                .isInstanceOf(UserException.class)
                .hasMessage("the retain set is empty; each forget row is paired with a retain row");
    }
}
