package dev.lethe.data;

/** The set that a row belongs to. */
public enum RowSet {
    /** To be unlearned. */
    FORGET("forget"),
    /** To be kept. */
    RETAIN("retain");

    private final String label;

    RowSet(String label) {
        this.label = label;
    }

    /** The name in file names and records. */
    public String label() {
        return label;
    }
}
