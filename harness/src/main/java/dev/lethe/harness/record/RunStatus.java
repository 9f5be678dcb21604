package dev.lethe.harness.record;

/** How far a trial got. */
public enum RunStatus {
    /** Started; its folder receives results, or it was killed and can be resumed. */
    RUNNING("running"),
    /** Everything that was asked for is computed. */
    COMPLETED("completed"),
    /** Something broke; {@link RunRecord#reason()} says what. */
    FAILED("failed"),
    /** Was not run, because a need could not be met; {@link RunRecord#reason()} says which. */
    SKIPPED("skipped");

    private final String label;

    RunStatus(String label) {
        this.label = label;
    }

    /** The word in records. */
    public String label() {
        return label;
    }
}
