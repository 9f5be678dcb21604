package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.methods.RecordingRun.Trained;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AGAD's alternation: when it anneals, and on which rows. */
class AgadTests {

    private static final int CHUNK = 2;
    private static final int RETAIN = 20;

    private static Agad.Parameters parameters(double factor, double fraction, boolean last, boolean fixed) {
        return new Agad.Parameters(CHUNK, factor, fraction, last, 1e-3, 3, 2e-3, 2, 4, fixed, false);
    }

    private static List<Trained> phases(int forget, Agad.Parameters parameters) {
        var run = new RecordingRun(forget, RETAIN, 1);
        new Agad().unlearn(run, parameters);
        return run.phases();
    }

    /** F for a forgetting phase, A for an annealing one. */
    private static String order(List<Trained> phases) {
        return phases.stream()
                .map(phase -> phase.rows(0).startsWith("F") ? "F" : "A")
                .collect(Collectors.joining());
    }

    private static Set<String> rows(Trained phase) {
        return new HashSet<>(Arrays.asList(phase.rows(0).split(" ")));
    }

    private static List<Trained> annealing(List<Trained> phases) {
        return phases.stream().filter(phase -> phase.rows(0).startsWith("R")).toList();
    }

    @ParameterizedTest
    @CsvSource({
        // Six full chunks: after each, after every second, every third (1 / 0.4 = 2.5), never.
        "12, 1,   FAFAFAFAFAFA",
        "12, 0.5, FFAFFAFFA",
        "12, 0.4, FFFAFFFA",
        "12, 0,   FFFFFF",
        // The odd row is a remainder chunk: it counts for nothing, nothing follows it.
        "5,  1,   FAFAF",
        "5,  0.4, FFF",
        "7,  0.5, FFAFF",
        // Less than a chunk.
        "1,  1,   F",
        "2,  1,   FA",
    })
    void annealsAfterFullChunks(int forget, double factor, String order) {
        assertThat(order(phases(forget, parameters(factor, 0.25, false, false))))
                .isEqualTo(order);
        List<Trained> withLast = phases(forget, parameters(factor, 0.25, true, false));
        assertThat(order(withLast)).isEqualTo(order + "A");
        assertThat(rows(withLast.get(withLast.size() - 1)))
                .as("the final annealing")
                .hasSize(RETAIN);
    }

    @Test
    void forgetsEveryChunkOnce() {
        List<Trained> phases = phases(5, parameters(0, 0.25, false, false));
        assertThat(phases)
                .extracting(AgadTests::rows)
                .containsExactly(Set.of("F0", "F1"), Set.of("F2", "F3"), Set.of("F4"));
    }

    @Test
    void drawsAFreshSubsetForEachAnnealing() {
        List<Trained> annealing = annealing(phases(12, parameters(1, 0.25, false, false)));
        // A quarter of twenty rows, without repetition.
        assertThat(annealing).hasSize(6).allSatisfy(phase -> assertThat(rows(phase))
                .hasSize(5));
        assertThat(annealing.stream().map(AgadTests::rows).distinct()).hasSizeGreaterThan(1);
    }

    @Test
    void repeatsTheSubsetOnRequest() {
        List<Trained> annealing = annealing(phases(12, parameters(1, 0.25, false, true)));
        assertThat(annealing.stream().map(AgadTests::rows).distinct()).hasSize(1);
        assertThat(annealing.get(0).rows(0))
                .as("the order is drawn anew")
                .isNotEqualTo(annealing.get(0).rows(1));
    }

    @Test
    void roundsTheSubsetDown() {
        // floor(0.29 * 20) = 5.
        assertThat(annealing(phases(2, parameters(1, 0.29, false, false))))
                .singleElement()
                .satisfies(phase -> assertThat(rows(phase)).hasSize(5));
        assertThat(annealing(phases(2, parameters(1, 1, false, false))))
                .singleElement()
                .satisfies(phase -> assertThat(rows(phase)).hasSize(RETAIN));
    }

    @Test
    void givesEachPhaseItsOwnOptimizerAndEpochs() {
        List<Trained> phases = phases(2, parameters(1, 0.25, false, false));
        assertThat(phases.get(0).phase().optimizer()).isEqualTo(AdamW.withRate(1e-3));
        assertThat(phases.get(0).phase().epochs()).isEqualTo(3);
        assertThat(phases.get(1).phase().optimizer()).isEqualTo(AdamW.withRate(2e-3));
        assertThat(phases.get(1).phase().epochs()).isEqualTo(2);
        assertThat(phases)
                .extracting(trained -> trained.phase().schedule())
                .containsOnly(LinearSchedule.WITHOUT_WARMUP);
        // Five rows in batches of four.
        assertThat(phases.get(1).epochs().get(0))
                .extracting(batch -> batch.size())
                .containsExactly(4, 1);
    }

    @Test
    void ascendsOnForgetAndDescendsOnRetainRows() {
        List<Trained> phases = phases(2, parameters(1, 0.25, false, false));
        assertThat(Golden.loss(phases.get(0).phase().objective(), Golden.FORGET, Golden.NONE))
                .isCloseTo(-2.295360443, Golden.CLOSE);
        assertThat(Golden.loss(phases.get(1).phase().objective(), Golden.NONE, Golden.RETAIN))
                .isCloseTo(2.673397135, Golden.CLOSE);
    }

    @Test
    void needsRetainRowsOnlyToAnneal() {
        var run = new RecordingRun(3, 0, 1);
        new Agad().unlearn(run, parameters(0, 0.25, false, false));
        assertThat(run.phases()).hasSize(2);
        assertThatThrownBy(() -> new Agad().unlearn(run, parameters(0, 0.25, true, false)))
                .isInstanceOf(UserException.class)
                .hasMessage("the retain set is empty; agad needs retain rows unless interleavingFactor is 0 and "
                        + "finalAnnealing false");
    }
}
