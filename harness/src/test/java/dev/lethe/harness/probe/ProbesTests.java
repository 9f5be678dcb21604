package dev.lethe.harness.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.data.UnlearningDataset;
import dev.lethe.harness.SmallData;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.config.ProbeSettings;
import dev.lethe.harness.evaluation.GeneratedRow;
import dev.lethe.harness.evaluation.ScoredRow;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.record.ProbeName;
import dev.lethe.harness.record.ProbeResult;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;
import dev.lethe.harness.trial.SmallTrials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Probes on the small target, which recites its rows: what they find is known, and they leave it as it is. */
class ProbesTests {

    private static final UnlearningDataset ROWS = SmallData.whole().rows();

    private static Compute compute;
    private static Decoder decoder;
    private static Tokenizer tokenizer;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        compute = Compute.best();
        decoder = Checkpoint.load(
                SmallTrials.target(),
                compute,
                new Precision(Dtype.FLOAT32, Dtype.FLOAT32, Dtype.FLOAT32),
                new Trainable.Nothing());
        tokenizer = Tokenizer.load(SmallTrials.target());
    }

    @AfterAll
    static void close() {
        tokenizer.close();
        compute.close();
    }

    /** All rows were answered as expected in the evaluation. */
    private static ProbedModel model(UnlearningDataset rows) {
        List<ScoredRow> evaluated = Stream.of(RowSet.values())
                .flatMap(set ->
                        ROWS.rows(set).stream().map(row -> ScoredRow.of(GeneratedRow.of(row, set, row.output()))))
                .toList();
        return new ProbedModel("test", decoder, tokenizer, rows, evaluated, 42, false, Progress.SILENT, () -> false);
    }

    private static Probes probes(int steps) {
        return new Probes(new ProbeSettings(EnumSet.allOf(ProbeName.class), 1, steps), ModelSize.TINY);
    }

    private byte[] weights(String name) throws IOException {
        Path target = Files.createDirectory(folder.resolve(name));
        Checkpoint.saveWeights(decoder, target, decoder.storageType());
        try (var files = Files.list(target)) {
            return Files.readAllBytes(files.findFirst().orElseThrow());
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesEveryBitOfTheWeightsAndFindsTheSameTwice(ProbeName name) throws IOException {
        var rows = new UnlearningDataset(ROWS.forget(), List.of());
        byte[] before = weights("before");

        ProbeResult first = probes(2).run(name, model(rows));
        byte[] after = weights("after");

        assertThat(after).isEqualTo(before);
        assertThat(probes(2).run(name, model(rows)).values()).isNotEmpty().isEqualTo(first.values());
    }

    @Test
    void aModelThatRecitesNeedsNothingGiven() {
        assertThat(probes(1).run(ProbeName.EXTRACTION, model(ROWS)).values())
                .hasSize(2)
                .allSatisfy(value -> assertThat(value.value()).isGreaterThan(0.9));
    }

    @Test
    void eightBitsKeepWhatOneRecites() {
        assertThat(probes(1).run(ProbeName.INT8, model(ROWS)).values())
                .hasSize(4)
                .allSatisfy(value -> {
                    assertThat(value.before()).isEqualTo(1);
                    assertThat(value.value()).isGreaterThan(0.7);
                });
    }

    /** Outputs that nobody trained on: teaching some of them brings the others nearer. */
    @Test
    void relearningTeachesWhatDocumentsShare() {
        List<Row> forget = Stream.of(1, 2, 3, 4)
                .map(i -> new Row(i + "sc1", "Say it, number " + i + ":", "zebra quilt zebra quilt", Task.TASK1))
                .toList();
        List<ScoredRow> evaluated = forget.stream()
                .map(row -> ScoredRow.of(GeneratedRow.of(row, RowSet.FORGET, "nothing")))
                .toList();
        var model = new ProbedModel(
                "test",
                decoder,
                tokenizer,
                new UnlearningDataset(forget, List.of()),
                evaluated,
                42,
                false,
                Progress.SILENT,
                () -> false);

        ProbeResult result = probes(200).run(ProbeName.RELEARNING, model);

        assertThat(result.values()).hasSize(1);
        assertThat(result.values().get(0).rows()).isEqualTo(3);
        assertThat(result.values().get(0).before()).isZero();
        assertThat(result.values().get(0).value()).isGreaterThan(0.3);
    }

    @Test
    void saysWhyThereIsNothingToLookAt() {
        UnlearningDataset one = new UnlearningDataset(ROWS.forget().subList(0, 1), List.of());

        ProbeResult result = probes(1).run(ProbeName.RELEARNING, model(one));

        assertThat(result.values()).isEmpty();
        assertThat(result.reason()).contains("two forget documents");
    }

    @Test
    void isDueUntilThereIsAResultWithTheSameParameters() {
        ProbeResult result = probes(3).run(ProbeName.RELEARNING, model(ROWS));
        Set<ProbeName> others = EnumSet.complementOf(EnumSet.of(ProbeName.RELEARNING));

        assertThat(probes(3).due(List.of())).containsExactly(ProbeName.values());
        assertThat(probes(3).due(List.of(result))).containsExactlyElementsOf(others);
        assertThat(probes(4).due(List.of(result))).containsExactly(ProbeName.values());
        assertThat(new Probes(ProbeSettings.NONE, ModelSize.TINY).due(List.of()))
                .isEmpty();
    }
}
