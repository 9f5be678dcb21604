package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.BenchmarkData;
import dev.lethe.data.RowSet;
import dev.lethe.harness.SmallData;
import dev.lethe.harness.config.BenchmarkConfig.Keep;
import dev.lethe.harness.evaluation.OfficialScore;
import dev.lethe.harness.model.AdapterFolder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.record.Analysis;
import dev.lethe.harness.record.GenerationRow;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.MembershipRow;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import dev.lethe.harness.record.StoredResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trial that nothing disturbs leaves in its folder. */
class CompleteTrialTests {

    private static final BenchmarkData DATA = SmallData.whole();

    @TempDir
    private static Path output;

    private static RunRecord record;
    private static Path folder;

    @BeforeAll
    static void complete() {
        TestMethod method = TestMethod.lora();
        try (Trial trial = new SmallTrials(output).open(method)) {
            record = trial.complete();
            folder = trial.folder();
        }
    }

    @Test
    void folderIsNamedAfterTheTrialAndItsKey() {
        assertThat(folder)
                .isEqualTo(output.resolve("runs")
                        .resolve("tiny-two-lora-42-" + record.key().substring(0, 8)));
    }

    @Test
    void recordOnDiskIsTheOneReturned() {
        assertThat(RecordJson.read(folder.resolve(RecordJson.FILE))).isEqualTo(record);
    }

    @Test
    void recordIsWhole() {
        assertThat(record.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(record.partial()).isFalse();
        assertThat(record.reason()).isNull();
        assertThat(record.scores().terms()).hasSize(12);
        assertThat(record.scores().finalScore()).isBetween(0.0, 1.0);
        assertThat(record.parameters()).containsEntry("learningRate", 0.003).containsEntry("trainable", "lora");
    }

    @Test
    void recordSaysWhatItTook() {
        assertThat(record.timings()).hasNoNullFieldsOrProperties().satisfies(timings -> assertThat(timings.total())
                .isPositive());
        assertThat(record.memory().peakHostBytes()).isPositive();
    }

    @Test
    void recordSaysWhatItWasExpectedToTake() {
        assertThat(record.estimate().peakBytes()).isBetween(1_000_000L, 2_000_000_000L);
        assertThat(record.estimate().seconds()).isPositive();
        assertThat(record.estimate().steps()).isPositive();
    }

    @Test
    void recordSaysThatResultsDoNotDependOnTheBatch() {
        assertThat(record.batchAgreement().rows()).isEqualTo(8);
        assertThat(record.batchAgreement().holds()).isTrue();
    }

    @Test
    void everyRowIsGeneratedOnce() {
        var expected = new ArrayList<String>();
        for (RowSet set : RowSet.values()) {
            DATA.rows().rows(set).forEach(row -> expected.add(set + " " + row.id()));
        }

        List<GenerationRow> rows = JsonlFile.generations(folder).read();

        assertThat(rows.stream().map(row -> row.set() + " " + row.id())).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(rows).allSatisfy(row -> assertThat(row.nll()).isNotNegative());
    }

    @Test
    void everyDocumentAndQuestionHasItsLine() {
        assertThat(JsonlFile.membership(folder).read().stream().map(MembershipRow::member))
                .as("as many non-members as members on rows of one's own")
                .containsExactly(true, false);
        assertThat(JsonlFile.membership(folder).read())
                .allSatisfy(row -> assertThat(row).hasNoNullFieldsOrProperties());
        assertThat(JsonlFile.mmlu(folder).read())
                .hasSameSizeAs(DATA.multipleChoice().test());
    }

    @Test
    void storedRowsGiveTheRecordedScoresAgain() {
        OfficialScore official = StoredResult.read(folder).official();

        assertThat(official.aggregate()).isEqualTo(record.scores().finalScore());
        assertThat(official.taskAggregate()).isEqualTo(record.scores().taskAggregate());
        assertThat(official.miaAuc()).isEqualTo(record.scores().mia().auc());
        assertThat(official.mmluAverage()).isEqualTo(record.scores().mmlu().average());
    }

    @Test
    void lensesCollapseAndIntervalsStandBesideTheRecord() {
        ObjectNode analysis = Analysis.tree(folder).orElseThrow();

        assertThat(analysis.at("/lenses/noThreshold/final").doubleValue())
                .isEqualTo(record.scores().finalScore());
        assertThat(analysis.at("/lenses/miaMinKPlusPlus/mia").isNumber()).isTrue();
        assertThat(analysis.at("/intervals/final/value").doubleValue())
                .isCloseTo(record.scores().finalScore(), within(1e-12));
        assertThat(analysis.at("/collapse/retainPerplexity").doubleValue()).isGreaterThanOrEqualTo(1);
        assertThat(Analysis.draws(analysis).orElseThrow().value())
                .isCloseTo(record.scores().finalScore(), within(1e-12));
    }

    @Test
    void everyStepHasItsLine() throws IOException {
        assertThat(Files.readAllLines(folder.resolve("steps.csv"))).hasSize(1 + 2);
    }

    private static LoraConfig adapter(Path trial) {
        return AdapterFolder.readConfig(trial.resolve("adapter"), DecoderConfig.read(SmallTrials.target()));
    }

    @Test
    void adapterAloneIsKept() {
        assertThat(adapter(folder).rank()).isEqualTo(2);
        assertThat(folder.resolve("checkpoint")).doesNotExist();
    }

    @Test
    void fullTrainingKeepsACheckpoint(@TempDir Path other) {
        try (Trial trial = new SmallTrials(other).open(TestMethod.full())) {
            trial.unlearn();

            Path checkpoint = trial.folder().resolve("checkpoint");
            assertThat(DecoderConfig.read(checkpoint).layers()).isEqualTo(SmallData.RECIPE.layers());
            assertThat(checkpoint.resolve("tokenizer.json")).exists();
            assertThat(trial.folder().resolve("adapter")).doesNotExist();
        }
    }

    @Test
    void changesBelowAnAdapterAreKeptAsACheckpoint(@TempDir Path other) {
        try (Trial trial = new SmallTrials(other).open(TestMethod.merged())) {
            trial.unlearn();

            assertThat(trial.folder().resolve("checkpoint/model.safetensors")).exists();
            assertThat(trial.folder().resolve("adapter")).doesNotExist();
        }
    }

    @Test
    void adapterInAdaLorasFormIsKeptAsPlainLora(@TempDir Path other) {
        try (Trial trial =
                new SmallTrials(other).override("trainable", "adalora").open(TestMethod.lora())) {
            trial.unlearn();

            LoraConfig stored = adapter(trial.folder());
            assertThat(stored.rank()).isEqualTo(2);
            // PEFT's AdaLoRA: alpha / (rank + 1e-5).
            assertThat(stored.scaling()).isCloseTo(4 / 2.00001, within(1e-9));
            assertThat(trial.folder().resolve("checkpoint")).doesNotExist();
        }
    }

    @Test
    void weightsAreKeptWhereAskedFor(@TempDir Path other) {
        try (Trial trial = new SmallTrials(other).keep(Keep.WEIGHTS).open(TestMethod.lora())) {
            trial.unlearn();

            assertThat(trial.folder().resolve("adapter")).isDirectory();
            assertThat(trial.folder().resolve("checkpoint/model.safetensors")).exists();
        }
    }

    @Test
    void nothingIsKeptWhereAskedFor(@TempDir Path other) {
        try (Trial trial = new SmallTrials(other).keep(Keep.NONE).open(TestMethod.full())) {
            trial.unlearn();
            assertThat(trial.folder().resolve("checkpoint")).isDirectory();

            trial.complete();

            assertThat(trial.folder().resolve("checkpoint")).doesNotExist();
            assertThat(trial.folder().resolve(RecordJson.FILE)).exists();
        }
    }
}
