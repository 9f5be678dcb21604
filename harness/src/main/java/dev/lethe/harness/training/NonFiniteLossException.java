package dev.lethe.harness.training;

/** Training met three steps in a row whose loss or gradient is not finite. The weights are those of the last finite step. */
public final class NonFiniteLossException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NonFiniteLossException(StepReport report) {
        super("three steps in a row without a finite loss and gradient: phase \"" + report.phase() + "\", step "
                + report.step() + ", loss " + report.loss() + ", gradient norm " + report.gradientNorm()
                + ", learning rate " + report.learningRate() + ". Lower the learning rate or clip the gradients.");
    }
}
