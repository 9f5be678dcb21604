package dev.lethe.harness.spi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.harness.config.ModelSize;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a method, for people.
 *
 * @param name as in {@code -Dmethods.METHOD.NAME=}
 * @param type which values it takes: {@code a whole number}
 * @param meaning what it means, going on from its name; null where its author does not say
 * @param stated the value for each model size, smallest first, and where it comes from
 */
public record ParameterDescription(
        String name, String type, @Nullable String meaning, SortedMap<ModelSize, Stated> stated) {

    public ParameterDescription {
        stated = Collections.unmodifiableSortedMap(new TreeMap<>(stated));
    }

    /**
     * A value and where it comes from.
     *
     * @param value as it is written on the command line
     * @param source published, recommended or ours, and by whom
     */
    public record Stated(String value, String source) {}

    /** The parameters of a method in the order of its record, then those of what it trains. */
    static List<ParameterDescription> of(UnlearningMethod<?> method) {
        Map<ModelSize, ObjectNode> values = new EnumMap<>(ModelSize.class);
        for (ModelSize size : ModelSize.values()) {
            values.put(size, ParameterFile.sourced(method, size));
        }
        var components = new ArrayList<>(List.of(method.parameters().getRecordComponents()));
        if (values.get(ModelSize.SEVEN_BILLION).has("trainable")) {
            components.addAll(List.of(TrainableParameters.class.getRecordComponents()));
        }
        return components.stream().map(component -> of(component, values)).toList();
    }

    private static ParameterDescription of(RecordComponent component, Map<ModelSize, ObjectNode> values) {
        var stated = new TreeMap<ModelSize, Stated>();
        values.forEach((size, all) -> {
            JsonNode value = all.get(component.getName());
            if (value != null) {
                stated.put(
                        size,
                        new Stated(text(value.get("value")), value.get("source").asText()));
            }
        });
        Meaning meaning = component.getAnnotation(Meaning.class);
        return new ParameterDescription(
                component.getName(),
                ParameterResolver.expected(component.getType()),
                meaning == null ? null : meaning.value(),
                stated);
    }

    private static String text(JsonNode value) {
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(","))
                : value.asText();
    }
}
