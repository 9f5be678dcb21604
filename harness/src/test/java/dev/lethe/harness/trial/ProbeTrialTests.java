package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.harness.config.BenchmarkConfig.Keep;
import dev.lethe.harness.config.ProbeSettings;
import dev.lethe.harness.evaluation.Metric;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.ProbeName;
import dev.lethe.harness.record.ProbeResult;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import dev.lethe.harness.spi.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes look at a complete trial, each once, and leave it as it is. */
class ProbeTrialTests {

    private static final ProbeSettings ALL = probes(EnumSet.allOf(ProbeName.class));

    @TempDir
    private static Path shared;

    private static RunRecord all;
    private static final Announced PROGRESS_OF_ALL = new Announced();

    @TempDir
    private Path output;

    private final TestMethod method = TestMethod.lora();
    private final Announced progress = new Announced();

    @BeforeAll
    static void runAll() {
        all = new SmallTrials(shared).probes(ALL).progress(PROGRESS_OF_ALL).complete(TestMethod.lora());
    }

    @Test
    void everyProbeIsInTheRecordAndAnnounced() {
        assertThat(all.probes()).extracting(ProbeResult::name).containsExactly(ProbeName.values());
        assertThat(all.probes()).allSatisfy(result -> {
            assertThat(result.values()).isNotEmpty();
            assertThat(result.parameters()).containsEntry("documents", 1L);
            assertThat(PROGRESS_OF_ALL.works)
                    .anyMatch(work -> work.startsWith(
                            "tiny two-lora 42: probe " + result.name().label()));
        });
        assertThat(RecordJson.read(folder(shared, all).resolve(RecordJson.FILE)))
                .isEqualTo(all);
    }

    @Test
    void resultIsThatOfATrialWithoutProbes() {
        RunRecord without = SmallTrials.undisturbed(method);
        Path folder = SmallTrials.undisturbedFolder(without);

        assertThat(all.key()).as("probes are not in the key").isEqualTo(without.key());
        assertThat(all.scores()).isEqualTo(without.scores());
        for (String file : List.of("adapter/adapter_model.safetensors", "generations.jsonl", "membership.jsonl")) {
            assertThat(folder(shared, all).resolve(file)).hasSameBinaryContentAs(folder.resolve(file));
        }
    }

    @Test
    void valuesAreOfTheRowsAndSetsThatAProbeAsks() {
        assertThat(of(all, ProbeName.INT8))
                .extracting(value -> value.set() + " " + value.measure())
                .containsExactly(
                        "FORGET REGURGITATION", "FORGET KNOWLEDGE", "RETAIN REGURGITATION", "RETAIN KNOWLEDGE");
        assertThat(of(all, ProbeName.INT8).get(0).before()).isCloseTo(meanRegurgitationOfForget(), within(1e-12));
        assertThat(of(all, ProbeName.EXTRACTION)).hasSize(2).allSatisfy(value -> {
            assertThat(value.measure()).isEqualTo(Metric.EXTRACTION_STRENGTH);
            assertThat(value.before()).isNull();
        });
        assertThat(of(all, ProbeName.RELEARNING))
                .allSatisfy(value -> assertThat(value.set()).isEqualTo(RowSet.FORGET));
        int asked = rows(all, ProbeName.PREFIX, RowSet.FORGET);
        assertThat(rows(all, ProbeName.EXTRACTION, RowSet.FORGET)).isEqualTo(asked);
        assertThat(rows(all, ProbeName.RELEARNING, RowSet.FORGET))
                .as("rows of the documents that are not trained on")
                .isPositive()
                .isLessThan(asked);
    }

    private static double meanRegurgitationOfForget() {
        return JsonlFile.generations(folder(shared, all)).read().stream()
                .filter(row -> row.set() == RowSet.FORGET)
                .filter(row -> row.probe() == Probe.SENTENCE_COMPLETION)
                .mapToDouble(row -> row.scores().get("regurgitation"))
                .average()
                .orElseThrow();
    }

    /** And what a probe finds does not depend on what was probed before. */
    @Test
    void aFinishedProbeIsNotRunAgainAndAnotherOneIsAddedWithoutUnlearning() {
        new SmallTrials(output).complete(method);
        RunRecord one =
                new SmallTrials(output).probes(probes(Set.of(ProbeName.PREFIX))).complete(method);

        RunRecord two = new SmallTrials(output)
                .probes(probes(Set.of(ProbeName.PREFIX, ProbeName.EXTRACTION)))
                .progress(progress)
                .complete(method);

        assertThat(method.runs()).hasValue(1);
        assertThat(two.finished()).isEqualTo(one.finished());
        assertThat(two.probes()).hasSize(2).startsWith(one.probes().get(0));
        assertThat(progress.works).noneMatch(work -> work.contains("probe prefix"));
        assertThat(progress.works).anyMatch(work -> work.contains("probe extraction"));
        for (ProbeName name : List.of(ProbeName.PREFIX, ProbeName.EXTRACTION)) {
            assertThat(of(two, name)).isEqualTo(of(all, name));
        }
    }

    @Test
    void aTrialThatEndedInAProbeIsCompleteAndGoesOnThere() {
        ProbeSettings settings = probes(Set.of(ProbeName.PARAPHRASE, ProbeName.EXTRACTION));
        progress.endsAt = "probe extraction";
        SmallTrials ending =
                new SmallTrials(output).probes(settings).progress(progress).cancelled(() -> progress.ended);
        assertThatThrownBy(() -> ending.complete(method)).isInstanceOf(CancellationException.class);

        RunRecord ended = new SmallTrials(output).complete(method);
        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(ended.scores()).isEqualTo(all.scores());
        assertThat(ended.probes()).extracting(ProbeResult::name).containsExactly(ProbeName.PARAPHRASE);

        RunRecord resumed = new SmallTrials(output).probes(settings).complete(method);
        assertThat(method.runs()).hasValue(1);
        assertThat(resumed.probes()).hasSize(2).startsWith(ended.probes().get(0));
    }

    @Test
    void whatIsNotKeptIsProbedBeforeItGoesAndNotAfter() {
        RunRecord first = new SmallTrials(output)
                .keep(Keep.NONE)
                .probes(probes(Set.of(ProbeName.EXTRACTION)))
                .complete(method);
        assertThat(first.probes()).hasSize(1);
        assertThat(Files.isDirectory(folder(output, first).resolve("adapter"))).isFalse();

        RunRecord second = new SmallTrials(output).keep(Keep.NONE).probes(ALL).complete(method);

        assertThat(second).isEqualTo(first);
        assertThat(method.runs()).hasValue(1);
    }

    @Test
    void aModelThatNoMethodChangedIsProbedLater() {
        TestMethod none = TestMethod.none();
        new SmallTrials(output).complete(none);

        RunRecord probed = new SmallTrials(output)
                .probes(probes(Set.of(ProbeName.EXTRACTION)))
                .complete(none);

        assertThat(of(probed, ProbeName.EXTRACTION)).hasSize(2).allSatisfy(value -> assertThat(value.value())
                .as("the target knows its rows by heart")
                .isGreaterThan(0.9));
    }

    private static ProbeSettings probes(Set<ProbeName> names) {
        return new ProbeSettings(names, 1, 2);
    }

    private static List<ProbeResult.Value> of(RunRecord record, ProbeName name) {
        return record.probes().stream()
                .filter(result -> result.name() == name)
                .findFirst()
                .orElseThrow()
                .values();
    }

    private static int rows(RunRecord record, ProbeName name, RowSet set) {
        return of(record, name).stream()
                .filter(value -> value.set() == set)
                .mapToInt(ProbeResult.Value::rows)
                .sum();
    }

    private static Path folder(Path output, RunRecord record) {
        return output.resolve("runs")
                .resolve(record.name().replace(' ', '-') + "-" + record.key().substring(0, 8));
    }

    /** Remembers what was announced, and when to end the trial. */
    private static final class Announced implements Progress {

        private final List<String> works = new ArrayList<>();
        private String endsAt = "never";
        private boolean ended;

        @Override
        public void begin(String what, long total) {
            works.add(what);
            ended |= what.contains(endsAt);
        }

        @Override
        public void advance(long done, String detail) {}

        @Override
        public void end() {}
    }
}
