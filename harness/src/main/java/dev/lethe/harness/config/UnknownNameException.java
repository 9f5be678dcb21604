package dev.lethe.harness.config;

import java.util.List;

/** A value is none of the names that a key takes. */
final class UnknownNameException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> known;

    UnknownNameException(String name, List<String> known) {
        super(name);
        this.known = List.copyOf(known);
    }

    /** The names that it takes. */
    List<String> known() {
        return known;
    }
}
