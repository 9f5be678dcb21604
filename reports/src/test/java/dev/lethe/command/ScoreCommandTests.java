package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.Lens;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.record.GenerationRow;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.MembershipRow;
import dev.lethe.harness.record.Memory;
import dev.lethe.harness.record.MmluRow;
import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.Timings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTests {

    @TempDir
    private Path folder;

    @Test
    void scoresATrialsFolderWithItsOwnMembershipAndQuestions() throws IOException {
        writeTrial();

        JsonNode result = json("score", "--generations", folder.toString());

        assertThat(result.at("/forget-set/Task1/regurgitation-score").doubleValue())
                .isCloseTo(0.5, within(1e-12));
        assertThat(result.at("/retain-set/overall-knowledge-score").doubleValue())
                .isEqualTo(1);
        assertThat(result.get("mia_loss_acc").doubleValue()).isEqualTo(0.75);
        assertThat(result.get("mmlu_average").doubleValue()).isEqualTo(0.5);
        assertThat(result.get("aggregated-terms")).hasSize(12);
    }

    @Test
    void showsEveryLensWithItsFormulaAndTheSignsOfCollapse() throws IOException {
        writeTrial();

        JsonNode result = json("score", "--generations", folder.toString(), "--lens", "all");

        assertThat(Lens.ids()).allSatisfy(lens -> assertThat(
                        result.at("/lenses/" + lens + "/formula").asText())
                .isNotBlank());
        assertThat(result.at("/lenses/containsMatch/forget-set/Task1/knowledge-score")
                        .doubleValue())
                .isEqualTo(1);
        assertThat(result.at("/lenses/official/forget-set/Task1/knowledge-score")
                        .doubleValue())
                .isZero();
        assertThat(result.at("/lenses/miaReference/final").isMissingNode()).isTrue();
        assertThat(result.at("/lenses/miaReference/reason").asText()).contains("miaReference");
        assertThat(result.at("/collapse/collapsed").booleanValue()).isFalse();
        assertThat(result.at("/collapse/retainPerplexity").doubleValue()).isCloseTo(Math.exp(0.5), within(1e-12));
    }

    @Test
    void takesReferenceLossesOfAnotherTrial() throws IOException {
        writeTrial();
        Path gold = Files.createDirectory(folder.resolve("gold"));
        JsonlFile.membership(gold)
                .append(List.of(
                        new MembershipRow("m1", true, 5.0),
                        new MembershipRow("m2", true, 4.0),
                        new MembershipRow("n1", false, 2.0),
                        new MembershipRow("n2", false, 3.5)));

        JsonNode result = json(
                "score", "--generations", folder.toString(), "--lens", "miaReference", "--reference", gold.toString());

        // Differences: members -4, -1; nonmembers 0, 0.5: every member below every nonmember.
        assertThat(result.at("/lenses/miaReference/mia").doubleValue()).isZero();
    }

    @Test
    void addsIntervalsAndPairedDifferences() throws IOException {
        writeTrial();

        JsonNode result =
                json("score", "--generations", folder.toString(), "--intervals", "--compare", folder.toString());

        assertThat(result.at("/intervals/mmlu.average/value").doubleValue()).isEqualTo(0.5);
        assertThat(result.at("/intervals/mmlu.average/high").doubleValue()).isEqualTo(1);
        assertThat(result.at("/differences/mmlu.average/high").doubleValue()).isZero();
        assertThat(result.has("lenses")).isFalse();
    }

    @Test
    void comparesNothingButTheSameRows() throws IOException {
        writeTrial();
        Path less = Files.createDirectory(folder.resolve("less"));
        JsonlFile.generations(less).append(JsonlFile.generations(folder).look().subList(0, 3));

        Console console = Console.lethe("score", "--generations", folder.toString(), "--compare", less.toString());

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains(less.toString(), "same rows");
    }

    @Test
    void namesFileAndLineOfABrokenRow() throws IOException {
        writeTrial();
        Path file = folder.resolve("generations.jsonl");
        long lines = Files.readAllLines(file).size();
        Files.writeString(file, "{\"id\":\"x\"}\n", StandardOpenOption.APPEND);

        Console console = Console.lethe("score", "--generations", folder.toString());

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains(file + ":" + (lines + 1) + ":").doesNotContain("\tat ");
    }

    @Test
    void membershipIsAbsentWhereNonmembersOrALossAreMissing() throws IOException {
        writeTrial();
        JsonlFile<MembershipRow> file = JsonlFile.membership(folder);
        for (MembershipRow second : List.of(new MembershipRow("m2", true, 2.0), new MembershipRow("n", false, null))) {
            Files.delete(file.path());
            file.append(List.of(new MembershipRow("m1", true, 1.0), second));

            JsonNode result = json("score", "--generations", folder.toString());

            assertThat(result.has("mia_loss_acc")).isFalse();
            assertThat(result.get("aggregate-score").intValue()).isEqualTo(-1);
            assertThat(result.get("aggregated-terms")).hasSize(12);
        }
        // Documents that are named can be left out again.
        assertThat(Console.lethe("score", "--generations", folder.toString(), "--membership", folder.toString())
                        .err())
                .contains("membership.jsonl:2: document \"n\" has no nll");
    }

    @Test
    void warnsThatATrialIsNotComplete() throws IOException {
        writeTrial();
        Provenance provenance = Provenance.here("w", "d", "c", "1", "cpu", "fp32");
        RunRecord running = RunRecord.running("tiny npo 42", "key", "tiny", "npo", 42, Map.of(), provenance);
        Path file = folder.resolve(RecordJson.FILE);
        RecordJson.write(file, running);

        Console killed = Console.lethe("score", "--generations", folder.toString());
        RecordJson.write(file, running.failed(Instant.EPOCH, "the loss is not finite"));
        Console failed = Console.lethe("score", "--generations", folder.toString());
        Files.writeString(file, "{");
        Console broken = Console.lethe("score", "--generations", folder.toString());

        for (Console console : List.of(killed, failed, broken)) {
            assertThat(console.exitCode()).isZero();
            assertThat(new ObjectMapper().readTree(console.out()).get("aggregated-terms"))
                    .hasSize(12);
        }
        assertThat(killed.err())
                .isEqualToIgnoringNewLines(file + ": the trial is not complete, so these are scores of the rows so far;"
                        + " its status is running. Run it again to have it completed.");
        assertThat(failed.err()).contains("its status is failed (the loss is not finite)");
        assertThat(broken.err()).startsWith(file.toString()).contains("Rows may be missing.");
        RecordJson.write(
                file,
                running.completed(
                        new Scores(null, null, null, null, List.of()),
                        true,
                        Timings.NONE,
                        Memory.NONE,
                        Instant.EPOCH,
                        null));
        assertThat(Console.lethe("score", "--generations", folder.toString()).err())
                .isEmpty();
    }

    @Test
    void perplexityOfOfficialFilesIsThatOfTheirLosses() throws IOException {
        String header = "id,task,input,expected_output,model_output,nll\n";
        Files.writeString(folder.resolve("forget_0.csv"), header + "asc1,Task1,q,one,one,9\n");
        Files.writeString(folder.resolve("retain_0.csv"), header + "bsc1,Task1,q,one,one,0.5\ncsc1,Task1,q,one,one,\n");

        JsonNode result = json("score", "--generations", folder.toString(), "--lens", "official");

        assertThat(result.at("/collapse/retainPerplexity").doubleValue()).isCloseTo(Math.exp(0.5), within(1e-12));
    }

    @Test
    void suggestsTheLensThatWasMeant() {
        Console console = Console.lethe("score", "--generations", folder.toString(), "--lens", "miaMink,ofical");

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains("unknown lens \"miaMink\"", "did you mean \"miaMinK\"?");
    }

    @Test
    void helpNamesEveryLens() {
        assertThat(Console.lethe("score", "--help").out()).contains(Lens.ids());
    }

    @Test
    void readsAnMmluFileByItsKindAndSaysWhatIsWrongInIt() throws IOException {
        writeTrial();
        Path own = folder.resolve("mmlu.jsonl");
        Path average = Files.writeString(folder.resolve("mmlu.json"), "{\"average_acc\": 0.25}");
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\n\"average\": 0.25}");

        assertThat(json("score", "--generations", folder.toString(), "--mmlu", own.toString())
                        .get("mmlu_average")
                        .doubleValue())
                .isEqualTo(0.5);
        assertThat(json("score", "--generations", folder.toString(), "--mmlu", average.toString())
                        .get("mmlu_average")
                        .doubleValue())
                .isEqualTo(0.25);
        assertThat(Console.lethe("score", "--generations", folder.toString(), "--mmlu", broken.toString())
                        .err())
                .contains("broken.json: field \"average_acc\" is missing");
    }

    @Test
    void saysWhatItLookedForInAnEmptyFolder() {
        Console console = Console.lethe("score", "--generations", folder.toString());

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains("no generations in " + folder, "forget_*.csv", "generations.jsonl");
    }

    private void writeTrial() {
        var rows = new ArrayList<GenerationRow>();
        for (Task task : Task.values()) {
            for (RowSet set : RowSet.values()) {
                String key = task.label() + set.label();
                rows.add(GenerationRow.of(new Row(key + "sc1", "p", "one two", task), set, "one three", Map.of(), 0.5));
                rows.add(GenerationRow.of(
                        new Row(key + "qa0", "q", "Ada", task),
                        set,
                        set == RowSet.FORGET ? "It is Ada." : " ada\n",
                        Map.of(),
                        0.5));
            }
        }
        JsonlFile.generations(folder).append(rows);
        JsonlFile.membership(folder)
                .append(List.of(
                        new MembershipRow("m1", true, 1.0),
                        new MembershipRow("m2", true, 3.0),
                        new MembershipRow("n1", false, 2.0),
                        new MembershipRow("n2", false, 4.0)));
        var question = new MultipleChoiceQuestion("anatomy", "q", List.of("a", "b", "c", "d"), 1);
        JsonlFile.mmlu(folder)
                .append(List.of(
                        MmluRow.of(question, MultipleChoiceForm.LM_EVAL_ZERO_SHOT, new double[] {-2, -1, -3, -4}),
                        MmluRow.of(question, MultipleChoiceForm.LM_EVAL_ZERO_SHOT, new double[] {-1, -2, -3, -4})));
    }

    private static JsonNode json(String... arguments) throws IOException {
        Console console = Console.lethe(arguments);
        assertThat(console.err()).isEmpty();
        return new ObjectMapper().readTree(console.out());
    }
}
