package dev.lethe.harness.config;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A method as the user asked for it.
 *
 * @param id for example {@code sugd} or {@code checkpoint:/models/mine}
 * @param overrides parameter values by name, as text; parsed where the method's parameters are resolved
 */
public record MethodChoice(String id, SortedMap<String, String> overrides) {

    public MethodChoice {
        overrides = Collections.unmodifiableSortedMap(new TreeMap<>(overrides));
    }
}
