package dev.lethe.harness.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.lethe.data.UserException;
import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A record that is written and read is the same record, and the file is what the schema promises. */
final class RecordJsonTests {

    @TempDir
    private Path folder;

    static List<RunRecord> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsWhatItWrote(RunRecord record) {
        Path file = folder.resolve("a").resolve(RecordJson.FILE);
        RecordJson.write(file, record);

        assertThat(RecordJson.read(file)).isEqualTo(record);
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void writesWhatTheSchemaDescribes(RunRecord record) {
        assertThat(schema().validate(RecordJson.tree(record))).isEmpty();
    }

    @Test
    void schemaRefusesWhatTheReaderRefuses() {
        var failedWithoutReason = RecordJson.tree(Samples.failed());
        failedWithoutReason.remove("reason");
        var sentinelScore = RecordJson.tree(Samples.completed());
        sentinelScore.withObject("/scores").put("final", -1);

        assertThat(schema().validate(failedWithoutReason)).isNotEmpty();
        assertThat(schema().validate(sentinelScore)).isNotEmpty();
    }

    @Test
    void probesAreThereOnlyWhereThereAreAny() {
        assertThat(RecordJson.tree(Samples.completed()).has("probes")).isFalse();
        assertThat(Samples.completed().probes()).isEmpty();
        assertThat(RecordJson.tree(Samples.probed()).at("/probes/1").toString())
                .isEqualTo("{\"name\":\"extraction\",\"parameters\":{\"documents\":8},\"values\":[{\"set\":\"forget\","
                        + "\"measure\":\"extractionStrength\",\"value\":0.25,\"rows\":72}],\"seconds\":0.5}");
    }

    @Test
    void aLaterOutcomeOfAProbeReplacesTheEarlierOne() {
        ProbeResult again = new ProbeResult(ProbeName.INT4, new TreeMap<>(), List.of(), 1, "Nothing to ask.");

        assertThat(Samples.probed().probed(again).probes()).hasSize(3).endsWith(again);
    }

    @Test
    void schemaKnowsEveryProbe() {
        for (ProbeName name : ProbeName.values()) {
            var result = new ProbeResult(name, new TreeMap<>(), List.of(), 1, "Nothing to ask.");
            assertThat(schema().validate(RecordJson.tree(Samples.completed().probed(result))))
                    .isEmpty();
        }
        var outside = RecordJson.tree(Samples.probed());
        ((ObjectNode) outside.at("/probes/0/values/0")).put("value", 1.5);
        assertThat(schema().validate(outside)).isNotEmpty();
    }

    @Test
    void keepsParametersOfEveryKind() {
        record Inner(double x) {}
        record Parameters(
                double rate, int epochs, float small, boolean on, RunStatus choice, List<String> modules, Inner in) {}
        var values = ParameterValues.of(
                new Parameters(1e-5, 3, 0.1f, true, RunStatus.FAILED, List.of("q_proj", "v_proj"), new Inner(2)));
        Path file = folder.resolve(RecordJson.FILE);
        RecordJson.write(file, RunRecord.running("n", null, "m", "x", Long.MAX_VALUE, values, Samples.PROVENANCE));

        RunRecord read = RecordJson.read(file);
        assertThat(read.seed()).isEqualTo(Long.MAX_VALUE);
        assertThat(read.parameters())
                .isEqualTo(values)
                .containsEntry("epochs", 3L)
                .containsEntry("small", 0.1)
                .containsEntry("rate", 1e-5)
                .containsEntry("choice", "FAILED");
    }

    @Test
    void leavesOutWhatIsNotFinite() {
        var scores = new Scores(Double.NaN, null, new MiaScore(Double.NaN, 0.5), null, List.of());
        RunRecord record = Samples.running()
                .measured(scores, new Timings(null, Double.POSITIVE_INFINITY, 1.0, null, null, null), Memory.NONE);

        assertThat(RecordJson.tree(record).get("scores").toString()).isEqualTo("{\"terms\":[]}");
        assertThat(RecordJson.tree(record).get("timings").toString()).isEqualTo("{\"generate\":1.0}");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> RunRecord.running("n", null, "m", "x", 1, Map.of("beta", Double.NaN), Samples.PROVENANCE))
                .withMessageContaining("beta");
    }

    static List<Arguments> faults() {
        String whole = RecordJson.text(RecordJson.tree(Samples.completed()));
        String probed = RecordJson.text(RecordJson.tree(Samples.probed()));
        return List.of(
                arguments(whole.substring(0, 40), "line"),
                arguments(whole + "{}", "line"),
                arguments("{\"schemaVersion\": 1}", "\"partial\": missing"),
                arguments(whole.replace("\"auc\" : 0.75,", ""), "\"scores.mia.auc\": missing"),
                arguments(whole.replace("\"method\"", "\"methd\""), "\"method\" is missing"),
                arguments(whole.replace("\"seed\"", "\"sed\" : 1, \"seed\""), "\"sed\""),
                arguments(whole.replace("\"schemaVersion\" : 1", "\"schemaVersion\" : 2"), "this Lethe reads 1"),
                arguments(probed.replace("\"int4\"", "\"int3\""), "one of relearning, int8, int4, paraphrase"),
                arguments(probed.replace("\"extractionStrength\"", "\"final\""), "measure is final; expected"),
                arguments(probed.replace("\"before\" : 0.1", "\"before\" : 1.1"), "before is 1.1"),
                arguments(whole.replace("\"completed\"", "\"done\""), "one of running, completed, failed, skipped"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void namesTheFileAndWhatIsWrong(String content, String message) throws IOException {
        Path file = Files.writeString(folder.resolve(RecordJson.FILE), content);

        assertThatThrownBy(() -> RecordJson.read(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void keepsTheOldRecordWhereTheNewOneCannotBeWritten() throws IOException {
        Path occupied = Files.createFile(folder.resolve("occupied"));

        assertThatThrownBy(() -> RecordJson.write(occupied.resolve(RecordJson.FILE), Samples.completed()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("occupied");
    }

    private static JsonSchema schema() {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(RecordJson.schema());
    }
}
