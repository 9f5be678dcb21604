package dev.lethe.harness.training;

/** A {@link DivergenceGuard} saw the model lose what it should keep, or unlearn beyond knowing nothing. */
public final class DivergenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DivergenceException(StepReport report, String finding) {
        super("training diverges: phase \"" + report.phase() + "\", step " + report.step() + ", " + finding
                + ". Lower the learning rate or the epochs, weigh retain rows more, or take guard away.");
    }
}
