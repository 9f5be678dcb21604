package dev.lethe.harness.spi;

import dev.lethe.harness.model.Trainable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A method with the values it runs with.
 *
 * @param method the algorithm
 * @param parameters its parameters, valid
 * @param trainable what it trains; null for a method that trains nothing by itself
 * @param masterWeights in which type trained weights are kept
 * @param values all values by name, for the record
 */
public record ResolvedMethod<P extends Record>(
        UnlearningMethod<P> method,
        P parameters,
        @Nullable Trainable trainable,
        MasterWeights masterWeights,
        SortedMap<String, Object> values) {

    public ResolvedMethod {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** Runs the method. */
    public void unlearn(Unlearning run) {
        method.unlearn(run, parameters);
    }
}
