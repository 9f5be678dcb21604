package dev.lethe.harness.tuning;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lethe.data.UserException;
import dev.lethe.harness.spi.UnlearningMethod;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The values that a search may try, from {@code search.json} beside the method's class: method id, then parameter name to
 * a list of candidates. Parameters are searched in that order; the first candidate of each is where a search starts.
 *
 * @param method id of the method
 * @param candidates values by parameter, as text, in the order of the file; at least one each
 */
public record SearchSpace(String method, LinkedHashMap<String, List<String>> candidates) {

    private static final String NAME = "search.json";
    // Numbers keep the form in which they are written.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** The space of a method; an error where its author stated none. */
    public static SearchSpace of(UnlearningMethod<?> method) {
        JsonNode parameters = read(method).path(method.id());
        if (parameters.isEmpty()) {
            throw UserException.configuration(method.id() + " has no values to search: " + NAME + " beside "
                    + method.getClass().getName() + " states none for it. Tune a method that has parameters, or add"
                    + " {\"" + method.id() + "\": {\"learningRate\": [1e-4, 3e-4]}} there.");
        }
        var candidates = new LinkedHashMap<String, List<String>>();
        parameters
                .properties()
                .forEach(entry -> candidates.put(entry.getKey(), texts(method, entry.getKey(), entry.getValue())));
        return new SearchSpace(method.id(), candidates);
    }

    private static List<String> texts(UnlearningMethod<?> method, String name, JsonNode values) {
        if (!values.isArray() || values.isEmpty()) {
            throw new IllegalStateException(
                    NAME + " beside " + method.getClass().getName() + ": " + method.id() + "." + name
                            + " needs a list of at least one value");
        }
        var texts = new ArrayList<String>();
        values.forEach(value -> texts.add(value.asText()));
        return List.copyOf(texts);
    }

    private static JsonNode read(UnlearningMethod<?> method) {
        try (InputStream in = method.getClass().getResourceAsStream(NAME)) {
            return in == null ? JSON.createObjectNode() : JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(
                    NAME + " beside " + method.getClass().getName() + " is not JSON: " + e.getMessage(), e);
        }
    }

    /** Where a search starts: the first candidate of each parameter. */
    SortedMap<String, String> start() {
        var start = new TreeMap<String, String>();
        candidates.forEach((name, values) -> start.put(name, values.get(0)));
        return Collections.unmodifiableSortedMap(start);
    }
}
