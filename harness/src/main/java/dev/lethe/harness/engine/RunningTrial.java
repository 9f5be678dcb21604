package dev.lethe.harness.engine;

import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.trial.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trial while its node is executed: keeps its record honest when something breaks, and tells the listeners. */
final class RunningTrial implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningTrial.class);

    private final Trial trial;
    private final EngineServices services;
    private boolean recorded;

    RunningTrial(Trial trial, EngineServices services) {
        this.trial = trial;
        this.services = services;
    }

    void unlearn() {
        guarded(() -> {
            trial.unlearn();
            return trial.folder();
        });
    }

    Path folder() {
        return trial.folder();
    }

    List<Term> evaluate(Task task) {
        return guarded(() -> trial.evaluate(task));
    }

    RunRecord complete() {
        RunRecord record = guarded(trial::complete);
        recorded = true;
        return record;
    }

    void skip(String reason) {
        trial.skip(reason);
        recorded = true;
    }

    /** Fails the trial before it begins. */
    void refuse(RuntimeException failure) {
        record(failure);
        throw failure;
    }

    /** Tells the listeners where a record was written, and releases what the trial holds. */
    @Override
    public void close() {
        services.progress().end();
        try {
            if (recorded) {
                services.listeners().trialFinished(trial.folder());
            }
        } catch (IllegalStateException noFolder) {
            LOG.debug("the trial ended before its folder was known", noFolder);
        } finally {
            trial.close();
        }
    }

    /** A cancelled step aborts and leaves the trial to be resumed; any other failure is recorded. */
    private <T> T guarded(Supplier<T> step) {
        try {
            return step.get();
        } catch (CancellationException cancelled) {
            var aborted = new TestAbortedException("cancelled; run the same command again to go on from here");
            aborted.initCause(cancelled);
            throw aborted;
        } catch (RuntimeException | Error failure) {
            record(failure);
            throw failure;
        }
    }

    private void record(Throwable failure) {
        try {
            trial.fail(failure);
            recorded = true;
        } catch (RuntimeException unrecorded) {
            failure.addSuppressed(unrecorded);
        }
    }
}
