package dev.lethe.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.AnsweredQuestion;
import dev.lethe.harness.evaluation.DocumentLoss;
import dev.lethe.harness.evaluation.FinalDraws;
import dev.lethe.harness.evaluation.GeneratedRow;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.ResultRows;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the board says of a difference and of lost utility, and what it does not claim. */
final class TrustTests {

    private static final int DOCUMENTS = 20;

    @TempDir
    private Path runs;

    @Test
    void trialThatTheDocumentsDoNotTellFromTheBestIsMarked() throws IOException {
        put("sugd", 0.8, draws(1, 0.8, "d"));
        put("agad", 0.79, draws(2, 0.8, "d"));
        put("ga", 0.2, draws(3, 0.2, "d"));
        Leaderboard board = Leaderboard.read(runs);

        Map<String, JsonNode> rows = rows(board);

        assertThat(tied(rows)).containsExactly("agad");
        JsonNode difference = rows.get("agad").get("tiedWithBest");
        assertThat(difference.get("low").doubleValue()).isNotPositive();
        assertThat(difference.get("high").doubleValue()).isNotNegative();
        assertThat(rows.get("agad").get("rank").intValue()).isEqualTo(2);
        assertThat(Page.render(board))
                .containsOnlyOnce(">tied with the best</span>")
                .contains("paired bootstrap over documents, not corrected for several comparisons");
        assertThat(ConsoleTable.text(board)).containsOnlyOnce("tied with the best");
    }

    @Test
    void goldIsNotWhatMethodsTieWith() throws IOException {
        put("gold", 0.9, draws(1, 0.8, "d"));
        put("sugd", 0.8, draws(2, 0.8, "d"));

        assertThat(tied(rows(Leaderboard.read(runs)))).isEmpty();
    }

    @Test
    void noTieIsClaimedWithOtherRows() throws IOException {
        put("sugd", 0.8, draws(1, 0.8, "d"));
        put("agad", 0.79, draws(1, 0.8, "other"));

        assertThat(tied(rows(Leaderboard.read(runs)))).isEmpty();
    }

    @Test
    void noTieIsClaimedWhereTheBestOrTheOtherHasNoDraws() throws IOException {
        put("sugd", 0.8, null);
        put("agad", 0.79, draws(1, 0.8, "d"));
        put("npo", 0.78, draws(2, 0.8, "d"));
        assertThat(tied(rows(Leaderboard.read(runs)))).isEmpty();

        put("sugd", 0.8, draws(3, 0.8, "d"));
        put("npo", 0.78, null);
        assertThat(tied(rows(Leaderboard.read(runs)))).containsExactly("agad");
    }

    @Test
    void drawsThatAreDamagedOrOfAnotherVersionClaimNothing() throws IOException {
        put("sugd", 0.8, draws(1, 0.8, "d"));
        put("agad", 0.79, draws(2, 0.8, "d"));
        Path analysis = runs.resolve("agad/analysis.json");
        String text = Files.readString(analysis);

        for (String broken : List.of(
                text.replace("\"version\" : 1", "\"version\" : 2"),
                text.replaceAll("\"drawn\" : \"....", "\"drawn\" : \"!"),
                text.replace("\"rows\"", "\"lines\""))) {
            Files.writeString(analysis, broken);
            assertThat(broken).isNotEqualTo(text);
            assertThat(tied(rows(Leaderboard.read(runs)))).as(broken).isEmpty();
        }
    }

    @Test
    void drawsOfAnotherScoreThanTheRecordsClaimNothing() throws IOException {
        put("sugd", 0.8, draws(1, 0.8, "d"));
        put("agad", 0.79, draws(2, 0.8, "d"));
        RecordJson.write(runs.resolve("agad").resolve(RecordJson.FILE), Trials.completed("agad", 42, 0.3));

        assertThat(tied(rows(Leaderboard.read(runs)))).isEmpty();
    }

    @Test
    void drawsStayOutOfTheBoardsJson() throws IOException {
        put("sugd", 0.8, draws(1, 0.8, "d"));

        assertThat(rows(Leaderboard.read(runs)).get("sugd").get("analysis").has("draws"))
                .isFalse();
    }

    @Test
    void mmluUnderTheSharesOfItsOwnBeforeIsMarked() throws IOException {
        Leaderboard board = Leaderboard.of(
                List.of(withMmlu("none", 0.8), withMmlu("sugd", 0.59), withMmlu("agad", 0.6), withMmlu("gold", 0.2)));

        Map<String, JsonNode> rows = rows(board);

        assertThat(rows.get("sugd").get("belowUtilityFloor").toString())
                .isEqualTo("{\"mmlu\":0.59,\"share\":0.75,\"before\":0.8}");
        assertThat(rows.get("agad").has("belowUtilityFloor")).isFalse();
        assertThat(rows.get("none").has("belowUtilityFloor")).isFalse();
        assertThat(rows.get("gold").has("belowUtilityFloor")).isTrue();
        assertThat(Page.render(board))
                .containsOnlyOnce("below the utility floor: MMLU 0.590 &lt; 0.75 × 0.800")
                .contains("<td class=\"score zero\">0.590");
    }

    @Test
    void floorOfAnotherModelOrOfNoneIsNotClaimed() throws IOException {
        RunRecord elsewhere = Trials.completed(
                Trials.started("none", 42, Map.of(), Trials.provenance("another", "c07d4be1926a8f53aa", "1")),
                Trials.scores(0.3, 0.0, 0, 0, 0.9, 1),
                Trials.NOON);

        Leaderboard board = Leaderboard.of(List.of(elsewhere, withMmlu("sugd", 0.1)));

        assertThat(rows(board).get("sugd").has("belowUtilityFloor")).isFalse();
        assertThat(Page.render(board)).doesNotContain("below the utility floor:");
    }

    private static RunRecord withMmlu(String method, double mmlu) {
        return Trials.completed(
                Trials.started(method, 42, Map.of()), Trials.scores(0.5, 0.5, 0.5, 0.5, 0.5, mmlu), Trials.NOON);
    }

    private void put(String method, double finalScore, @Nullable FinalDraws draws) throws IOException {
        Path folder = Files.createDirectories(runs.resolve(method));
        RecordJson.write(folder.resolve(RecordJson.FILE), Trials.completed(method, 42, finalScore));
        Map<String, Object> analysis = draws == null
                ? Map.of()
                : Map.of("draws", new FinalDraws(draws.version(), draws.rows(), finalScore, draws.drawn()));
        Files.writeString(folder.resolve("analysis.json"), RecordJson.text(RecordJson.tree(analysis)));
    }

    private static List<String> tied(Map<String, JsonNode> rows) {
        return rows.entrySet().stream()
                .filter(row -> row.getValue().has("tiedWithBest"))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The rows of {@code leaderboard.json} by method. */
    private static Map<String, JsonNode> rows(Leaderboard board) throws IOException {
        Map<String, JsonNode> rows = new TreeMap<>();
        new ObjectMapper()
                .readTree(board.json())
                .forEach(row -> rows.put(row.get("method").textValue(), row));
        return rows;
    }

    /** The draws of a result whose rows are right with a probability. */
    private static FinalDraws draws(long seed, double right, String documents) {
        Random random = new Random(seed);
        List<GeneratedRow> rows = new ArrayList<>();
        List<DocumentLoss> losses = new ArrayList<>();
        List<AnsweredQuestion> questions = new ArrayList<>();
        for (int d = 0; d < DOCUMENTS; d++) {
            for (Task task : Task.values()) {
                for (RowSet set : RowSet.values()) {
                    double chance = set == RowSet.RETAIN ? right : 1 - right;
                    String key = documents + task + set + d;
                    rows.add(GeneratedRow.of(key + "sc1", task, set, "a b", random.nextDouble() < chance ? "a b" : ""));
                    rows.add(GeneratedRow.of(key + "qa0", task, set, "a", random.nextDouble() < chance ? "a" : ""));
                }
            }
            losses.add(DocumentLoss.of("m" + d, true, random.nextGaussian()));
            losses.add(DocumentLoss.of("n" + d, false, random.nextGaussian()));
            questions.add(new AnsweredQuestion("anatomy", 0, random.nextDouble() < 0.8 ? 0 : 1));
        }
        double mmlu = MmluScore.bySize(questions).orElseThrow().average();
        return FinalDraws.of(new ResultRows(rows, losses, questions, mmlu), 42).orElseThrow();
    }
}
