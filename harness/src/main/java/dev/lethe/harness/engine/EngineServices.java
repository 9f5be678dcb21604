package dev.lethe.harness.engine;

import dev.lethe.data.UserException;
import dev.lethe.harness.progress.ConsoleProgress;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.spi.RunListener;
import dev.lethe.harness.trial.Trials;
import java.util.ServiceLoader;

/**
 * What the engine works with.
 *
 * @param trials opens trials
 * @param methods the methods that can be asked for
 * @param listeners told what is on disk
 * @param progress shows how far a trial is
 */
record EngineServices(Trials trials, MethodCatalog methods, RunListeners listeners, Progress progress) {

    /** Those on the class path. */
    static EngineServices load() {
        Trials trials = ServiceLoader.load(Trials.class)
                .findFirst()
                .orElseThrow(() -> UserException.configuration("no " + Trials.class.getName()
                        + " is on the class path; put the whole lethe-harness jar there, with its META-INF/services."));
        var listeners = new RunListeners(ServiceLoader.load(RunListener.class).stream()
                .<RunListener>map(ServiceLoader.Provider::get)
                .toList());
        return new EngineServices(trials, MethodCatalog.load(), listeners, ConsoleProgress.create());
    }
}
