package dev.lethe.command;

import dev.lethe.data.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherConstants;
import org.junit.platform.launcher.LauncherDiscoveryListener;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** A benchmark class in JUnit's launcher: the one place of the command line that knows JUnit. */
final class GridLaunch {

    /** Id of the engine; others on the class path have nothing to do here. */
    private static final String ENGINE = "lethe";

    private final Class<?> benchmark;
    private final LauncherDiscoveryRequest request;
    private final Launcher launcher = LauncherFactory.create();
    private final CancellationToken cancellation = CancellationToken.create();
    private final List<String> problems = new ArrayList<>();
    private @Nullable TestPlan plan;

    /**
     * How a run went.
     *
     * @param leaves how many there are
     * @param failures of leaves, and of trials that came to no leaf
     */
    record Outcome(long leaves, long passed, long failed, long seconds, List<Failure> failures) {}

    /**
     * What did not work.
     *
     * @param name of the leaf or trial, as reports show it
     */
    record Failure(String name, Throwable cause) {}

    /** @param keys configuration parameters */
    GridLaunch(Class<?> benchmark, Map<String, String> keys) {
        this.benchmark = benchmark;
        this.request = LauncherDiscoveryRequestBuilder.discoveryRequest()
                .selectors(DiscoverySelectors.selectClass(benchmark))
                .filters(EngineFilter.includeEngines(ENGINE))
                .configurationParameters(keys)
                // Not at discovery, where it would end the launcher: mistakes are told in our own words.
                .configurationParameter(LauncherConstants.DISCOVERY_ISSUE_FAILURE_PHASE_PROPERTY_NAME, "execution")
                .listeners(new LauncherDiscoveryListener() {
                    @Override
                    public void issueEncountered(UniqueId engine, DiscoveryIssue issue) {
                        if (issue.severity() == DiscoveryIssue.Severity.ERROR) {
                            problems.add(issue.message());
                        }
                    }
                })
                .build();
    }

    /**
     * Unfolds the grid.
     *
     * @param known what is known to be wrong already, to be told with the rest
     * @throws UserException naming all that is wrong with keys, names and values
     */
    void discover(List<String> known) {
        problems.addAll(known);
        plan = launcher.discover(request);
        Keys.require(problems);
        if (!plan.containsTests()) {
            throw UserException.configuration(benchmark.getName()
                    + " is not a benchmark; annotate the class with @UnlearningBenchmark, and let it not be abstract.");
        }
    }

    /** Runs what was unfolded. */
    Outcome execute() {
        if (plan == null) {
            throw new IllegalStateException("the grid is not unfolded yet");
        }
        var listener = new SummaryGeneratingListener();
        launcher.execute(LauncherExecutionRequestBuilder.executionRequest(plan)
                .cancellationToken(cancellation)
                .listeners(listener)
                .build());
        TestExecutionSummary summary = listener.getSummary();
        return new Outcome(
                summary.getTestsFoundCount(),
                summary.getTestsSucceededCount(),
                summary.getTestsFailedCount(),
                Math.round((summary.getTimeFinished() - summary.getTimeStarted()) / 1e3),
                summary.getFailures().stream()
                        .map(failure ->
                                new Failure(failure.getTestIdentifier().getDisplayName(), failure.getException()))
                        .toList());
    }

    /** Ends the run between two steps; {@link #execute} returns soon. */
    void cancel() {
        cancellation.cancel();
    }
}
