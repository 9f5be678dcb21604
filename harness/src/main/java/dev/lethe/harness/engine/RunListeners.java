package dev.lethe.harness.engine;

import dev.lethe.harness.spi.RunListener;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all listeners, whatever one of them throws: the results on disk are worth more than what follows from them. */
record RunListeners(List<RunListener> listeners) {

    private static final Logger LOG = LoggerFactory.getLogger(RunListeners.class);

    RunListeners {
        listeners = List.copyOf(listeners);
    }

    void trialFinished(Path folder) {
        tell("after trial " + folder, listener -> listener.trialFinished(folder));
    }

    void runFinished(Path runs) {
        tell("after the run in " + runs, listener -> listener.runFinished(runs));
    }

    private void tell(String occasion, Consumer<RunListener> message) {
        for (RunListener listener : listeners) {
            try {
                message.accept(listener);
            } catch (Exception | LinkageError | AssertionError failure) {
                LOG.error(
                        "{} failed {}; the run goes on and its records are complete",
                        listener.getClass().getName(),
                        occasion,
                        failure);
            }
        }
    }
}
