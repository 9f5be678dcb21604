package dev.lethe.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.record.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is ranked, in which order, and who is not and why. */
final class RankingTests {

    @Test
    void ordersByFinalScore() {
        assertThat(places(
                        Trials.completed("ga", 1, 0.2),
                        Trials.completed("sugd", 1, 0.7),
                        Trials.completed("gd", 1, 0.5)))
                .containsExactly("1 sugd", "2 gd", "3 ga");
    }

    @Test
    void sharesARankAmongEqualScoresAndSkipsTheNext() {
        assertThat(places(Trials.completed("b", 1, 0.5), Trials.completed("a", 1, 0.5), Trials.completed("c", 1, 0.4)))
                .containsExactly("1 a", "1 b", "3 c");
    }

    @Test
    void countsNoSentinels() {
        assertThat(places(
                        Trials.completed("gold", 1, 0.9),
                        Trials.completed("sugd", 1, 0.7),
                        Trials.completed("checkpoint:/models/x", 1, 0.6),
                        Trials.completed("none", 1, 0.5),
                        Trials.completed("ga", 1, 0.2)))
                .containsExactly("null gold", "1 sugd", "null checkpoint:/models/x", "null none", "2 ga");
    }

    @Test
    void takesTheNewestCompleteRecordOfATrial() {
        RunRecord old = completedAt("sugd", 0.9, 0);
        RunRecord newer = completedAt("sugd", 0.4, 60);

        assertThat(Leaderboard.of(List.of(newer, old)).standings())
                .extracting(Standing::record)
                .containsExactly(newer);
    }

    @Test
    void tellsTrialsApartByParametersAndSeed() {
        var scores = Trials.scores(0.5, 0.5, 0.5, 0.5);
        assertThat(places(
                        Trials.completed(Trials.started("gd", 1, Map.of("epochs", 1)), scores, Trials.NOON),
                        Trials.completed(Trials.started("gd", 1, Map.of("epochs", 2)), scores, Trials.NOON),
                        Trials.completed(Trials.started("gd", 2, Map.of("epochs", 1)), scores, Trials.NOON)))
                .hasSize(3);
    }

    @Test
    void takesAVariantForTheSameTrialHoweverItWasWritten() {
        var scores = Trials.scores(0.5, 0.5, 0.5, 0.5);
        Map<String, Double> values = Map.of("beta", 0.5);

        assertThat(places(
                        Trials.completed(Trials.started("npo", 1, values), scores, Trials.NOON.minusSeconds(60)),
                        Trials.completed(Trials.started("npo[beta=0.5]", 1, values), scores, Trials.NOON),
                        Trials.completed(Trials.started("npo[beta=0.1]", 1, Map.of("beta", 0.1)), scores, Trials.NOON),
                        Trials.completed(Trials.started("checkpoint:/a[1]", 1, Map.of()), scores, Trials.NOON),
                        Trials.completed(Trials.started("checkpoint:/a[2]", 1, Map.of()), scores, Trials.NOON)))
                .containsExactlyInAnyOrder(
                        "1 npo[beta=0.5]", "1 npo[beta=0.1]", "null checkpoint:/a[1]", "null checkpoint:/a[2]");
    }

    @Test
    void listsAFailureOnlyIfItIsNewerThanTheCompleteRecord() {
        RunRecord complete = completedAt("sugd", 0.5, 60);
        RunRecord before = Trials.started("sugd", 1, Map.of()).failed(Trials.NOON, "disk full");
        RunRecord after = Trials.started("sugd", 1, Map.of()).failed(Trials.NOON.plusSeconds(120), "disk full");

        assertThat(places(complete, before)).containsExactly("1 sugd");
        assertThat(places(complete, before, after)).containsExactly("1 sugd", "null sugd");
    }

    @Test
    void saysWhyATrialIsNotRanked() {
        var scores = Trials.scores(0.9, 0.9, 0.9, 0.5);
        var withoutFinal = Trials.scores(null, 0.9, 0.9, 0.5);
        RunRecord partial = Trials.completed("a", 1, 0.9);
        partial = partial.completed(scores, true, partial.timings(), partial.memory(), Trials.NOON, "limit=2");

        assertThat(Leaderboard.of(List.of(
                                partial,
                                Trials.completed(Trials.started("b", 1, Map.of()), withoutFinal, Trials.NOON),
                                Trials.started("c", 1, Map.of()).failed(Trials.NOON, "out of memory"),
                                Trials.started("d", 1, Map.of()).skipped(Trials.NOON, "no recipe"),
                                Trials.started("e", 1, Map.of())))
                        .standings())
                .allMatch(standing -> standing.rank() == null && !standing.ordered())
                .extracting(standing -> standing.status() + ": " + standing.unranked())
                .containsExactly(
                        "partial: limit=2",
                        "completed: It has no final score.",
                        "failed: out of memory",
                        "skipped: no recipe",
                        "running: Still running, or killed: the same command resumes it.");
    }

    @Test
    void ranksWithinWeightsDataAndMetricVersion() {
        var scores = Trials.scores(0.5, 0.5, 0.5, 0.5);
        List<RunRecord> records = Stream.of(
                        Trials.provenance("w", "d", "1"),
                        Trials.provenance("x", "d", "1"),
                        Trials.provenance("w", "e", "1"),
                        Trials.provenance("w", "d", "2"))
                .map(provenance ->
                        Trials.completed(Trials.started("sugd", 1, Map.of(), provenance), scores, Trials.NOON))
                .toList();

        assertThat(Leaderboard.of(records).groups()).hasSize(4);
        assertThat(Leaderboard.of(records).standings())
                .allMatch(standing -> Integer.valueOf(1).equals(standing.rank()));
    }

    @Test
    void putsTrialsOfUnknownWeightsLast() {
        RunRecord unknown = Trials.started("sugd", 1, Map.of(), Trials.provenance(null, null, "1"))
                .failed(Trials.NOON, "model.safetensors is truncated");
        Leaderboard leaderboard = Leaderboard.of(List.of(unknown, unknown, Trials.completed("sugd", 1, 0.5)));

        assertThat(leaderboard.groups()).hasSize(2);
        assertThat(leaderboard.groups().get(1).standings()).hasSize(1);
        assertThat(Page.render(leaderboard)).contains("Ended before weights and data were known");
    }

    private static RunRecord completedAt(String method, double finalScore, int seconds) {
        return Trials.completed(
                Trials.started(method, 1, Map.of()),
                Trials.scores(finalScore, 0.5, 0.5, 0.5),
                Trials.NOON.plusSeconds(seconds));
    }

    private static List<String> places(RunRecord... records) {
        return Leaderboard.of(Arrays.asList(records)).standings().stream()
                .map(standing -> standing.rank() + " " + standing.record().method())
                .toList();
    }
}
