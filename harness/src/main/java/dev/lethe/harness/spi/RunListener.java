package dev.lethe.harness.spi;

import java.nio.file.Path;

/**
 * Told when results are on disk; found by {@link java.util.ServiceLoader}. Implementations are idempotent: they read
 * the records again and write what follows from them. A failure is logged and never fails the run.
 */
public interface RunListener {

    /** Called after a trial's record was written, whatever its status. {@code folder} is the trial's folder. */
    default void trialFinished(Path folder) {}

    /** Called once after the last trial of a run. {@code runs} is the folder that holds the trials' folders. */
    default void runFinished(Path runs) {}
}
