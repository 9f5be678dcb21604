package dev.lethe.harness.training;

/** Told what the trainer does. */
public interface TrainingMonitor {

    /** A monitor that says nothing. */
    TrainingMonitor SILENT = new TrainingMonitor() {};

    /** A phase of {@code steps} optimizer steps begins. */
    default void begin(String phase, long steps) {}

    /** A step was made: number {@code done} of the {@code total} of its phase. */
    default void step(StepReport report, long done, long total) {}

    /** The phase ended. */
    default void end() {}
}
