package dev.lethe.methods;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All methods on the class path, and ways to vary their parameters without knowing them. */
final class Methods {

    static final MethodCatalog CATALOG = MethodCatalog.load();

    private Methods() {}

    static List<String> ids() {
        return List.copyOf(CATALOG.methods().keySet());
    }

    /** The methods that train by themselves; the others are sentinels. */
    static List<String> training() {
        return ids().stream()
                .filter(id -> resolve(id, Map.of()).trainable() != null)
                .toList();
    }

    /** Those of them that train whatever they are told to; the others start an adapter. */
    static List<String> trainingAnything() {
        return training().stream()
                .filter(id -> !CATALOG.methods().get(id).needs().contains(Capability.ADAPTER))
                .toList();
    }

    static ResolvedMethod<?> resolve(String id, Map<String, String> overrides) {
        return CATALOG.resolve(new MethodChoice(id, new TreeMap<>(overrides)), ModelSize.TINY);
    }

    /** The components of the parameter record, in order. */
    static List<RecordComponent> components(UnlearningMethod<?> method) {
        return List.of(method.parameters().getRecordComponents());
    }

    /** The parameters with another valid value in one component; empty if none was found. */
    static Optional<Record> changed(Record parameters, RecordComponent component) {
        return changes(parameters, component).findFirst();
    }

    /** The parameters with each of some other valid values in one component. */
    static Stream<Record> changes(Record parameters, RecordComponent component) {
        Object value = value(parameters, component);
        return candidates(value)
                .filter(candidate -> !candidate.equals(value))
                .flatMap(candidate -> with(parameters, component, candidate).stream());
    }

    private static Stream<?> candidates(Object value) {
        if (value instanceof Integer number) {
            return Stream.of(number + 1, number * 2, number / 2, number - 1, 1, number + 2);
        }
        if (value instanceof Double number) {
            return Stream.of(number / 2, number * 2, number + 0.5);
        }
        if (value instanceof Enum<?> word) {
            return Stream.of(word.getDeclaringClass().getEnumConstants());
        }
        return value instanceof Boolean flag ? Stream.of(!flag) : Stream.empty();
    }

    static Object value(Record parameters, RecordComponent component) {
        try {
            return component.getAccessor().invoke(parameters);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<Record> with(Record parameters, RecordComponent changed, Object value) {
        RecordComponent[] components = parameters.getClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components)
                .map(component -> component.getName().equals(changed.getName()) ? value : value(parameters, component))
                .toArray();
        try {
            return Optional.of(parameters.getClass().getConstructor(types).newInstance(values));
        } catch (InvocationTargetException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    static <P extends Record> void unlearn(UnlearningMethod<P> method, Unlearning run, Record parameters) {
        method.unlearn(run, method.parameters().cast(parameters));
    }

    /** A method with its own values that trains only what is said. */
    static ResolvedMethod<?> trainingOnly(String id, String trainable) {
        return resolve(
                id,
                trainable.equals("last-k")
                        ? Map.of("trainable", trainable, "lastBlocks", "1")
                        : Map.of("trainable", trainable));
    }
}
