package dev.lethe.harness.record;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Parameter values by name in the form in which they survive a round trip through JSON unchanged. */
public final class ParameterValues {

    private ParameterValues() {}

    /** The components of a parameters record by name; nested records become maps. */
    public static SortedMap<String, Object> of(Record parameters) {
        var values = new TreeMap<String, Object>();
        for (RecordComponent component : parameters.getClass().getRecordComponents()) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                Object value = accessor.invoke(parameters);
                if (value != null) {
                    values.put(component.getName(), value);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read parameter " + component.getName(), e);
            }
        }
        return normalized(values);
    }

    /** Whole numbers as Long, others as Double, enums by name, lists and maps element by element; null is absent. */
    public static SortedMap<String, Object> normalized(Map<?, ?> values) {
        var result = new TreeMap<String, Object>();
        values.forEach((name, value) -> {
            if (value != null) {
                result.put(String.valueOf(name), normalized(String.valueOf(name), value));
            }
        });
        return Collections.unmodifiableSortedMap(result);
    }

    private static Object normalized(String name, Object value) {
        if (value instanceof Double number) {
            Require.that(Double.isFinite(number), "parameter " + name + " is " + number + "; it must be finite");
            return number;
        }
        if (value instanceof Float number) {
            // By way of text: 0.1f stays 0.1 and does not become 0.10000000149011612.
            return normalized(name, Double.parseDouble(number.toString()));
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Record nested) {
            return of(nested);
        }
        if (value instanceof Map<?, ?> nested) {
            return normalized(nested);
        }
        if (value instanceof Collection<?> elements) {
            return List.copyOf(
                    elements.stream().map(element -> normalized(name, element)).toList());
        }
        return value.toString();
    }
}
