package dev.lethe.harness.config;

/**
 * What is evaluated while a method trains.
 *
 * @param everySteps optimizer steps between two evaluations; 0: one at the end of each phase
 * @param rows rows of each task, set and probe that are evaluated, at least 1: the first ones, in file order
 */
public record Trajectory(int everySteps, int rows) {

    /** What {@code -Dtrajectory=} says for an evaluation at the end of each phase. */
    static final String PHASES = "phases";

    public Trajectory {
        if (everySteps < 0 || rows < 1) {
            throw new IllegalArgumentException("everySteps is at least 0 and rows at least 1");
        }
    }

    /** Whether an evaluation follows this step of the trial. */
    public boolean isDueAfter(long step) {
        return everySteps > 0 && step % everySteps == 0;
    }

    /** Whether an evaluation follows the end of a phase. */
    public boolean isDueAfterPhase() {
        return everySteps == 0;
    }
}
