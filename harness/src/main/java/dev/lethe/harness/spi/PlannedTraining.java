package dev.lethe.harness.spi;

/**
 * What a run of a method is going to train on, for the estimate of memory and time before it.
 *
 * @param rowPasses how often a row goes through the model and back, over all phases
 * @param rowsAtOnce rows of the largest micro-batch, of both sets together, at least 1
 */
public record PlannedTraining(long rowPasses, int rowsAtOnce) {

    public PlannedTraining {
        if (rowPasses < 0 || rowsAtOnce < 1) {
            throw new IllegalArgumentException("rowPasses is " + rowPasses + " and rowsAtOnce " + rowsAtOnce);
        }
    }

    /** Micro-batches over all phases. */
    public long microSteps() {
        return (rowPasses + rowsAtOnce - 1) / rowsAtOnce;
    }
}
