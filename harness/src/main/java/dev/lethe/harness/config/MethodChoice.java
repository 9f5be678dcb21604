package dev.lethe.harness.config;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A method as the user asked for it: with parameters of its own it is a variant, beside which other variants may stand.
 *
 * @param id for example {@code sugd} or {@code checkpoint:/models/mine}
 * @param own parameter values by name, as text, that tell this variant from others: those in brackets
 * @param overrides all parameter values by name, as text: the own ones and those for every variant of the method; parsed
 *     where the method's parameters are resolved
 */
public record MethodChoice(String id, SortedMap<String, String> own, SortedMap<String, String> overrides) {

    public MethodChoice {
        own = Collections.unmodifiableSortedMap(new TreeMap<>(own));
        var all = new TreeMap<>(overrides);
        all.putAll(own);
        overrides = Collections.unmodifiableSortedMap(all);
    }

    /** A method that is no variant. */
    public MethodChoice(String id, SortedMap<String, String> overrides) {
        this(id, new TreeMap<>(), overrides);
    }

    /**
     * The name of this variant in trees, records and reports: {@code npo}, {@code npo[beta=0.5;epochs=5]}. Parameters
     * stand in the order of their names, so that the order in which they were given does not matter.
     */
    public String label() {
        return own.isEmpty() ? id : MethodSyntax.label(id, own);
    }
}
