package dev.lethe.harness.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;
import static org.junit.platform.testkit.engine.EventConditions.abortedWithReason;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.displayName;
import static org.junit.platform.testkit.engine.EventConditions.engine;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.reportEntry;
import static org.junit.platform.testkit.engine.EventConditions.skippedWithReason;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.lethe.data.UserException;
import dev.lethe.harness.spi.RunListener;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.opentest4j.TestAbortedException;

class ExecutionTests {

    private static final Map<String, String> ONE_TASK = Map.of("subtasks", "task1");

    private final FakeTrials trials = new FakeTrials();

    @Test
    void trialUnlearnsOnceThenItsLeavesEvaluateAndTheListenersAreTold() {
        execute(ONE_TASK).testEvents().assertStatistics(events -> events.started(4)
                .succeeded(4));

        assertThat(trials.calls)
                .containsExactly(
                        "tiny sugd 42: unlearn",
                        "tiny sugd 42: evaluate Task1",
                        "tiny sugd 42: complete",
                        "listener: trial tiny-sugd-42",
                        "tiny sugd 42: close",
                        "tiny agad 42: unlearn",
                        "tiny agad 42: evaluate Task1",
                        "tiny agad 42: complete",
                        "listener: trial tiny-agad-42",
                        "tiny agad 42: close",
                        "listener: run");
    }

    @Test
    void leafAloneEvaluatesOnlyItself() {
        EngineTestKit.engine(trials.engine())
                .selectors(selectUniqueId("[engine:lethe]/[class:" + DefaultBenchmarkTestCase.class.getName()
                        + "]/[model:tiny]/[method:sugd]/[seed:42]/[subtask:task2]"))
                .execute();

        assertThat(trials.calls)
                .containsExactly(
                        "tiny sugd 42: unlearn",
                        "tiny sugd 42: evaluate Task2",
                        "tiny sugd 42: close",
                        "listener: run");
    }

    @Test
    void metricsArePublishedAsReportEntries() {
        EngineExecutionResults results = execute(Map.of("methods", "sugd", "subtasks", "task1"));

        results.allEvents()
                .reportingEntryPublished()
                .assertEventsMatchExactly(
                        event(displayName("tiny sugd 42"), reportEntry(Map.of("folder", "tiny-sugd-42"))),
                        event(
                                displayName("tiny sugd 42 task1"),
                                reportEntry(Map.of(
                                        "forget.knowledge.value", "0.25",
                                        "forget.knowledge.score", "0.75",
                                        "retain.knowledge.value", "0.5",
                                        "retain.knowledge.score", "0.5"))),
                        event(
                                displayName("tiny sugd 42 overall"),
                                reportEntry(Map.of(
                                        "final", "0.5",
                                        "taskAggregate", "0.25",
                                        "mia.auc", "0.75",
                                        "mia.score", "0.5",
                                        "mmlu.average", "0.75",
                                        "timings.total", "12.5"))));
    }

    @Test
    void missedExpectationFailsTheLeafItBelongsToWithAllMisses() {
        EngineExecutionResults results = EngineTestKit.engine(trials.engine())
                .configurationParameters(
                        Map.of("models", "tiny", "methods", "npo", "seeds", "7", "expect.maxSeconds", "10"))
                .selectors(selectClass(AnnotatedBenchmarkTestCase.class))
                .execute();

        results.testEvents()
                .failed()
                .assertEventsMatchExactly(
                        event(
                                displayName("tiny npo 7 task2"),
                                finishedWithFailure(
                                        instanceOf(AssertionError.class),
                                        message("[tiny npo 7 task2] 1 expectation is missed:\n"
                                                + "  forget.task2 is 0.25, expected at most 0.1"))),
                        event(
                                displayName("tiny npo 7 overall"),
                                finishedWithFailure(
                                        instanceOf(AssertionError.class),
                                        message("[tiny npo 7 overall] 2 expectations are missed:\n"
                                                + "  final is 0.5, expected at least 0.6\n"
                                                + "  maxSeconds is 12.5, expected at most 10.0"))));
        assertThat(trials.calls).noneMatch(call -> call.contains("fail"));
    }

    @Test
    void failingTrialFailsItsNodeAndTheRestOfTheGridRunsOn() {
        trials.at("tiny sugd 42: unlearn", () -> {
            throw UserException.checkpoint("weights are truncated");
        });

        EngineExecutionResults results = execute(ONE_TASK);

        results.containerEvents()
                .failed()
                .assertEventsMatchExactly(event(
                        container("seed:42"),
                        displayName("tiny sugd 42"),
                        finishedWithFailure(instanceOf(UserException.class), message("weights are truncated"))));
        results.testEvents().assertStatistics(events -> events.started(2).succeeded(2));
        assertThat(trials.calls)
                .startsWith(
                        "tiny sugd 42: unlearn",
                        "tiny sugd 42: fail: weights are truncated",
                        "listener: trial tiny-sugd-42",
                        "tiny sugd 42: close",
                        "tiny agad 42: unlearn");
    }

    @Test
    void failingEvaluationIsRecordedAndFailsItsLeafOnly() {
        trials.at("tiny sugd 42: evaluate Task1", () -> {
            throw new IllegalStateException("no space left on device");
        });

        EngineExecutionResults results = execute(Map.of("methods", "sugd"));

        results.testEvents().assertStatistics(events -> events.started(4).failed(1));
        results.testEvents()
                .failed()
                .assertEventsMatchExactly(event(
                        displayName("tiny sugd 42 task1"), finishedWithFailure(message("no space left on device"))));
        assertThat(trials.calls).contains("tiny sugd 42: fail: no space left on device", "tiny sugd 42: complete");
    }

    @Test
    void unmetNeedSkipsAMethodThatNobodyNamed() {
        trials.unmet("agad", "agad needs the recipe of the target; tiny has one.");

        EngineExecutionResults results = execute(ONE_TASK);

        results.containerEvents()
                .skipped()
                .assertEventsMatchExactly(event(
                        displayName("tiny agad 42"),
                        skippedWithReason("agad needs the recipe of the target; tiny has one.")));
        assertThat(trials.calls)
                .containsSubsequence(
                        "tiny sugd 42: close",
                        "tiny agad 42: skip: agad needs the recipe of the target; tiny has one.",
                        "listener: trial tiny-agad-42",
                        "tiny agad 42: close",
                        "listener: run")
                .doesNotContain("tiny agad 42: unlearn");
    }

    @Test
    void unmetNeedFailsAMethodThatWasNamed() {
        trials.unmet("agad", "agad needs the recipe of the target; tiny has one.");

        EngineExecutionResults results = execute(Map.of("methods", "sugd,agad", "subtasks", "task1"));

        results.containerEvents()
                .failed()
                .assertEventsMatchExactly(event(
                        displayName("tiny agad 42"),
                        finishedWithFailure(message("agad needs the recipe of the target; tiny has one."))));
        results.testEvents().assertStatistics(events -> events.started(2).succeeded(2));
        assertThat(trials.calls)
                .contains("tiny agad 42: fail: agad needs the recipe of the target; tiny has one.")
                .doesNotContain("tiny agad 42: unlearn");
    }

    @Test
    void nothingRunsWhereANameIsUnknown() {
        EngineExecutionResults results = execute(Map.of("methods", "sugd,nothing"));

        results.allEvents()
                .failed()
                .assertEventsMatchExactly(event(
                        engine(),
                        finishedWithFailure(
                                message(text -> text.contains("unknown method \"nothing\"; known methods:")))));
        results.testEvents().assertStatistics(events -> events.started(0));
        assertThat(trials.calls).isEmpty();
    }

    @Test
    void engineCanBeExecutedTwice() {
        LetheTestEngine engine = trials.engine();

        for (int execution = 0; execution < 2; execution++) {
            trials.calls.clear();
            EngineTestKit.engine(engine)
                    .configurationParameters(ONE_TASK)
                    .selectors(selectClass(DefaultBenchmarkTestCase.class))
                    .execute()
                    .testEvents()
                    .assertStatistics(events -> events.started(4).succeeded(4));
            assertThat(trials.calls).hasSize(11);
        }
    }

    @Test
    void cancellationAbortsTheTrialUnderWayAndSkipsTheRest() {
        CancellationToken token = CancellationToken.create();
        trials.at("tiny sugd 42: evaluate Task1", token::cancel);

        EngineExecutionResults results = EngineTestKit.engine(trials.engine())
                .selectors(selectClass(DefaultBenchmarkTestCase.class))
                .cancellationToken(token)
                .execute();

        results.testEvents()
                .aborted()
                .assertEventsMatchExactly(event(
                        test("subtask:task1"),
                        abortedWithReason(
                                instanceOf(TestAbortedException.class),
                                message("cancelled; run the same command again to go on from here"))));
        results.testEvents().assertStatistics(events -> events.started(1).skipped(3));
        results.containerEvents().skipped().assertEventsMatchExactly(event(displayName("tiny agad")));
        assertThat(trials.calls)
                .containsExactly(
                        "tiny sugd 42: unlearn",
                        "tiny sugd 42: evaluate Task1",
                        "tiny sugd 42: close",
                        "listener: run");
    }

    @Test
    void failingListenerNeitherFailsTheRunNorSilencesTheOthers() {
        var broken = new RunListener() {
            @Override
            public void trialFinished(Path folder) {
                throw new IllegalStateException("cannot render");
            }

            @Override
            public void runFinished(Path runs) {
                throw new NoClassDefFoundError("gone");
            }
        };

        EngineExecutionResults results = EngineTestKit.engine(trials.engine(broken))
                .configurationParameters(ONE_TASK)
                .selectors(selectClass(DefaultBenchmarkTestCase.class))
                .execute();

        results.allEvents().assertStatistics(events -> events.failed(0));
        assertThat(trials.calls).contains("listener: trial tiny-sugd-42", "listener: run");
    }

    private EngineExecutionResults execute(Map<String, String> parameters) {
        return EngineTestKit.engine(trials.engine())
                .configurationParameters(parameters)
                .selectors(selectClass(DefaultBenchmarkTestCase.class))
                .execute();
    }
}
