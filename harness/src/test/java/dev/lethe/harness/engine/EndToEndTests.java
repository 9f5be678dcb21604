package dev.lethe.harness.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.spi.RunListener;
import dev.lethe.harness.trial.SmallTrials;
import dev.lethe.harness.trial.TestMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The engine with real trials: two methods on a small target. */
class EndToEndTests {

    @TempDir
    private Path output;

    private final TestMethod lora = TestMethod.lora();
    private final TestMethod full = TestMethod.full();
    private final List<String> told = new ArrayList<>();

    @Test
    void gridRunsReportsAndTellsTheListeners() {
        EngineExecutionResults results = run();

        results.testEvents().assertStatistics(events -> events.started(8).succeeded(8));
        assertThat(results.testEvents().started().map(EndToEndTests::name))
                .containsExactly(
                        "tiny two-lora 42 task1",
                        "tiny two-lora 42 task2",
                        "tiny two-lora 42 task3",
                        "tiny two-lora 42 overall",
                        "tiny two-full 42 task1",
                        "tiny two-full 42 task2",
                        "tiny two-full 42 task3",
                        "tiny two-full 42 overall");
        assertThat(told).hasSize(3).last().isEqualTo("run " + output.resolve("runs"));
        RunRecord record = record(results, "tiny two-full 42");
        assertThat(record.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(reported(results, "tiny two-full 42 overall"))
                .containsEntry("taskAggregate", record.scores().taskAggregate().toString())
                .containsEntry("final", record.scores().finalScore().toString())
                .containsKeys("mia.auc", "mia.score", "mmlu.average", "timings.total")
                .doesNotContainKey("reason");
        assertThat(reported(results, "tiny two-full 42 task2"))
                .containsOnlyKeys(
                        "forget.regurgitation.value",
                        "forget.regurgitation.score",
                        "forget.knowledge.value",
                        "forget.knowledge.score",
                        "retain.regurgitation.value",
                        "retain.regurgitation.score",
                        "retain.knowledge.value",
                        "retain.knowledge.score");
    }

    @Test
    void secondExecutionReusesTheRecords() {
        RunRecord first = record(run(), "tiny two-lora 42");

        EngineExecutionResults second = run();

        second.testEvents().assertStatistics(events -> events.started(8).succeeded(8));
        assertThat(record(second, "tiny two-lora 42")).isEqualTo(first);
        assertThat(lora.runs()).hasValue(1);
        assertThat(full.runs()).hasValue(1);
        assertThat(told).hasSize(6);
    }

    @Test
    void leafAloneLeavesTheRestToALaterRun() {
        EngineTestKit.engine(engine(lora, full))
                .configurationParameters(parameters(lora, full))
                .selectors(selectUniqueId("[engine:lethe]/[class:" + DefaultBenchmarkTestCase.class.getName()
                        + "]/[model:tiny]/[method:two-lora]/[seed:42]/[subtask:task3]"))
                .execute()
                .testEvents()
                .assertStatistics(events -> events.started(1).succeeded(1));
        assertThat(full.runs()).hasValue(0);

        RunRecord completed = record(run(), "tiny two-lora 42");

        assertThat(lora.runs()).hasValue(1);
        assertThat(completed.scores().terms()).hasSize(12);
    }

    @Test
    void brokenTrialFailsItsNodeAndTheRestOfTheGridRuns() {
        TestMethod broken = TestMethod.broken();

        EngineExecutionResults results = run(broken, lora);

        results.testEvents().assertStatistics(events -> events.started(4).succeeded(4));
        assertThat(results.containerEvents().failed().map(EndToEndTests::name)).containsExactly("tiny broken 42");
        assertThat(told).hasSize(3);
    }

    private EngineExecutionResults run() {
        return run(lora, full);
    }

    private EngineExecutionResults run(TestMethod... methods) {
        return EngineTestKit.engine(engine(methods))
                .configurationParameters(parameters(methods))
                .selectors(selectClass(DefaultBenchmarkTestCase.class))
                .execute();
    }

    /** An engine as a new process has it. */
    private LetheTestEngine engine(TestMethod... methods) {
        var listeners = new RunListeners(List.of(new RunListener() {
            @Override
            public void trialFinished(Path folder) {
                told.add("trial " + folder);
            }

            @Override
            public void runFinished(Path runs) {
                told.add("run " + runs);
            }
        }));
        var services = new EngineServices(
                SmallTrials.runner(methods), new MethodCatalog(List.of(methods)), listeners, Progress.SILENT);
        return new LetheTestEngine(() -> services);
    }

    private Map<String, String> parameters(TestMethod... methods) {
        return Map.of(
                "methods",
                String.join(",", List.of(methods).stream().map(TestMethod::id).toList()),
                "data",
                SmallTrials.dataFolder().toString(),
                "cache",
                SmallTrials.cache().toString(),
                "output",
                output.toString());
    }

    private static RunRecord record(EngineExecutionResults results, String trial) {
        return RecordJson.read(Path.of(reported(results, trial).get("folder")).resolve(RecordJson.FILE));
    }

    private static Map<String, String> reported(EngineExecutionResults results, String node) {
        return results.allEvents()
                .reportingEntryPublished()
                .filter(event -> name(event).equals(node))
                .map(event -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs())
                .findFirst()
                .orElseThrow();
    }

    private static String name(Event event) {
        return event.getTestDescriptor().getDisplayName();
    }
}
