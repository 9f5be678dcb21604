package dev.lethe.harness.estimate;

/**
 * What is held beside a model while it is trained.
 *
 * @param reference whether the model as it was is kept; with an adapter that costs nothing
 * @param trainedCopies copies of what is trained, in float32
 * @param importance whether the importance of the adapted weights is estimated before training
 * @param replicas models trained in the same memory, at least 1
 */
public record HeldBeside(boolean reference, int trainedCopies, boolean importance, int replicas) {

    /** Nothing: one model alone. */
    public static final HeldBeside NOTHING = new HeldBeside(false, 0, false, 1);

    public HeldBeside {
        if (trainedCopies < 0 || replicas < 1) {
            throw new IllegalArgumentException("trainedCopies is at least 0 and replicas at least 1");
        }
    }
}
