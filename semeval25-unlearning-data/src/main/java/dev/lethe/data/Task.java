package dev.lethe.data;

/** A task of the LUME benchmark. */
public enum Task {
    /** Synthetic short stories. */
    TASK1("Task1"),
    /** Synthetic biographies with personal data of people who do not exist. */
    TASK2("Task2"),
    /** Biographies of real persons. */
    TASK3("Task3");

    private final String label;

    Task(String label) {
        this.label = label;
    }

    /** The name in data files and records, for example {@code Task1}. */
    public String label() {
        return label;
    }
}
