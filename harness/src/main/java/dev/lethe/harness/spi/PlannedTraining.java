package dev.lethe.harness.spi;

/**
 * What a run of a method is going to train on, for the estimate of memory and time before it.
 *
 * @param microBatches how many batches go through the model and back, over all phases
 * @param rowPasses how many rows do, each as often as it does
 * @param rowsAtOnce rows of the largest micro-batch, of all roles together, at least 1
 * @param importanceRows rows before the first phase that the importance of the adapted weights is estimated from
 * @param trainedCopies copies of what is trained, in float32, that are kept at once while it is trained: gradients, weights;
 *     not the reference
 */
public record PlannedTraining(
        long microBatches, long rowPasses, int rowsAtOnce, long importanceRows, int trainedCopies) {

    public PlannedTraining {
        if (microBatches < 0 || rowPasses < 0 || rowsAtOnce < 1 || importanceRows < 0 || trainedCopies < 0) {
            throw new IllegalArgumentException("microBatches is " + microBatches + ", rowPasses " + rowPasses
                    + ", rowsAtOnce " + rowsAtOnce + ", importanceRows " + importanceRows + ", trainedCopies "
                    + trainedCopies);
        }
    }

    /** Passes without anything beside them. */
    public static PlannedTraining of(long microBatches, long rowPasses, int rowsAtOnce) {
        return new PlannedTraining(microBatches, rowPasses, rowsAtOnce, 0, 0);
    }

    /**
     * Passes over rows in batches, the last one of each as short as it gets.
     *
     * @param parts how many rows go through the model for each: 2 where each has a partner
     */
    public static PlannedTraining ofEpochs(int epochs, int rows, int batchSize, int parts) {
        return of(
                (long) epochs * ((rows + batchSize - 1) / batchSize),
                (long) epochs * rows * parts,
                Math.max(1, Math.min(rows, batchSize) * parts));
    }

    /** This and what follows it. */
    public PlannedTraining then(PlannedTraining next) {
        return new PlannedTraining(
                microBatches + next.microBatches,
                rowPasses + next.rowPasses,
                Math.max(rowsAtOnce, next.rowsAtOnce),
                importanceRows + next.importanceRows,
                Math.max(trainedCopies, next.trainedCopies));
    }

    /** The same after an estimate of importance. */
    public PlannedTraining withImportanceRows(long rows) {
        return new PlannedTraining(microBatches, rowPasses, rowsAtOnce, rows, trainedCopies);
    }

    /** The same with copies kept beside. */
    public PlannedTraining withTrainedCopies(int copies) {
        return new PlannedTraining(microBatches, rowPasses, rowsAtOnce, importanceRows, copies);
    }
}
