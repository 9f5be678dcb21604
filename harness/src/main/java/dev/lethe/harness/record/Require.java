package dev.lethe.harness.record;

import org.jspecify.annotations.Nullable;

/** Guards of the records: also the text that a reader shows for a broken file. */
final class Require {

    private Require() {}

    static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Jackson passes null for what a file lacks, whatever the type says. */
    static void present(@Nullable Object value, String field) {
        that(value != null, "field \"" + field + "\" is missing");
    }

    static void text(@Nullable String value, String field) {
        present(value, field);
        that(value != null && !value.isBlank(), "field \"" + field + "\" is blank");
    }
}
