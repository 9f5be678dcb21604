package dev.lethe.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.record.ProbeName;
import dev.lethe.harness.record.ProbeResult;
import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Names, reasons and parameters come from users and models: none of them is markup, and none moves a cursor. */
final class HostileTextTests {

    private static final String SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>${1+1}<#stop>";

    @Test
    void showsMarkupAsText() {
        Scores sample = Trials.scores(0.5, 0.5, 0.5, 0.5);
        Scores scores = new Scores(
                0.5, 0.5, sample.mia(), new MmluScore(0.5, new TreeMap<>(Map.of(SCRIPT, 0.5))), sample.terms());
        RunRecord ranked = Trials.completed(hostile(), scores, Trials.NOON)
                .probed(new ProbeResult(
                        ProbeName.PREFIX, new TreeMap<>(Map.of("prefix", SCRIPT)), List.of(), 0, SCRIPT));
        RunRecord failed = hostile().failed(Trials.NOON.plusSeconds(1), SCRIPT);
        String harmless =
                Page.render(new Leaderboard(Leaderboard.of(List.of()).groups(), List.of("warning"), Map.of()));

        String page = Page.render(
                new Leaderboard(Leaderboard.of(List.of(ranked, failed)).groups(), List.of(SCRIPT), Map.of()));

        assertThat(harmless).doesNotContain("<script", "<img");
        assertThat(page).doesNotContain("<script", "<img", "\"'>").contains("&lt;script&gt;", "${1+1}&lt;#stop&gt;");
    }

    @Test
    void keepsControlCharactersFromTheTerminal() {
        RunRecord failed =
                Trials.started("sugd\u001b[2J\r\n", 1, Map.of()).failed(Trials.NOON, "\u001b]0;title\u0007 \u202egnp");

        assertThat(ConsoleTable.text(Leaderboard.of(List.of(failed))))
                .doesNotContain("\u001b", "\r", "\u0007", "\u202e");
    }

    private static RunRecord hostile() {
        var provenance = new Provenance(SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT);
        return RunRecord.running(
                SCRIPT, SCRIPT, SCRIPT, SCRIPT, 1, Map.of(SCRIPT, List.of(SCRIPT, Map.of(SCRIPT, SCRIPT))), provenance);
    }
}
