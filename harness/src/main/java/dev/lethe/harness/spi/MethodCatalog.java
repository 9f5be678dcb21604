package dev.lethe.harness.spi;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.ModelSize;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The methods that can be asked for: the only place that looks for them. */
public final class MethodCatalog {

    private final SortedMap<String, UnlearningMethod<?>> methods;

    public MethodCatalog(Iterable<? extends UnlearningMethod<?>> methods) {
        var byId = new TreeMap<String, UnlearningMethod<?>>();
        for (UnlearningMethod<?> method : methods) {
            UnlearningMethod<?> other = byId.putIfAbsent(method.id(), method);
            if (other != null) {
                throw new IllegalStateException("two methods call themselves \"" + method.id() + "\": "
                        + other.getClass().getName() + " and "
                        + method.getClass().getName());
            }
        }
        this.methods = Collections.unmodifiableSortedMap(byId);
    }

    /** All methods on the class path. */
    @SuppressWarnings({"rawtypes", "unchecked"})
    public static MethodCatalog load() {
        return new MethodCatalog((Iterable) ServiceLoader.load(UnlearningMethod.class));
    }

    /** The methods by id, sorted. */
    public SortedMap<String, UnlearningMethod<?>> methods() {
        return methods;
    }

    /** What is wrong with a choice, each problem a whole sentence that lists what is allowed; empty if nothing is. */
    public List<String> problems(MethodChoice choice) {
        if (!methods.containsKey(choice.id())) {
            return List.of(
                    "unknown method \"" + choice.id() + "\"; known methods: " + String.join(", ", methods.keySet())
                            + ". Name known ones in -Dmethods=, or put the jar that provides it on the class path.");
        }
        return new ParameterResolver<>(methods.get(choice.id()), choice, ModelSize.TINY).problems();
    }

    /**
     * The method of a choice with the values for a size and the user's overrides.
     *
     * @throws IllegalArgumentException if {@link #problems} finds something wrong
     */
    public ResolvedMethod<?> resolve(MethodChoice choice, ModelSize size) {
        return new ParameterResolver<>(methods.get(choice.id()), choice, size).resolved();
    }
}
