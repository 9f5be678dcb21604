package dev.lethe.harness.spi;

import dev.lethe.harness.model.Trainable;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
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

    /** What the method needs with these parameters. */
    public Set<Capability> needs() {
        return method.needs(parameters);
    }

    /** What a run will train on, roughly; nothing for a method that trains nothing by itself. */
    public Optional<PlannedTraining> planned(int forgetRows, int retainRows) {
        return trainable == null
                ? Optional.empty()
                : method.planned(parameters, forgetRows, retainRows).or(() -> Optional.of(usual(forgetRows)));
    }

    private PlannedTraining usual(int forgetRows) {
        int parts = needs().contains(Capability.RETAIN_SET) ? 2 : 1;
        return PlannedTraining.ofEpochs(number("epochs"), forgetRows, number("batchSize"), parts);
    }

    private int number(String name) {
        return values.get(name) instanceof Number number ? Math.max(1, number.intValue()) : 1;
    }

    /** Runs the method. */
    public void unlearn(Unlearning run) {
        method.unlearn(run, parameters);
    }
}
