package dev.lethe.harness.engine;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.hierarchical.EngineExecutionContext;

/**
 * What one execution hands down the tree; descriptors themselves hold no state.
 *
 * @param services what the engine works with
 * @param listener receives report entries
 * @param cancelled whether the user wants the execution to end
 * @param running the trial that is under way, null above its node
 */
record RunContext(
        EngineServices services,
        EngineExecutionListener listener,
        BooleanSupplier cancelled,
        @Nullable RunningTrial running)
        implements EngineExecutionContext {

    static RunContext of(EngineServices services, ExecutionRequest request) {
        return new RunContext(
                services,
                request.getEngineExecutionListener(),
                request.getCancellationToken()::isCancellationRequested,
                null);
    }

    RunContext with(RunningTrial trial) {
        return new RunContext(services, listener, cancelled, trial);
    }

    /** The trial under way; only asked below its node. */
    RunningTrial trial() {
        if (running == null) {
            throw new IllegalStateException("no trial is under way");
        }
        return running;
    }

    /** Publishes {@code values} beside a node, in the order of the map. */
    void publish(TestDescriptor node, Map<String, String> values) {
        if (!values.isEmpty()) {
            listener.reportingEntryPublished(node, ReportEntry.from(values));
        }
    }
}
