package dev.lethe.harness.spi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.NearestName;
import dev.lethe.harness.model.Trainable;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the stated values of a method and the user's overrides into its parameters, all problems at once. */
final class ParameterResolver<P extends Record> {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** The one list of numbers. */
    private static final String BLOCKS = "blocks";

    private static final List<String> TRAINABLE = names(TrainableParameters.class);

    private final UnlearningMethod<P> method;
    private final ObjectNode values;
    private final List<String> problems = new ArrayList<>();
    private final List<String> misfits;

    ParameterResolver(UnlearningMethod<P> method, MethodChoice choice, ModelTraits model) {
        this.method = method;
        this.values = ParameterFile.values(method, model.size());
        requireKnown();
        choice.overrides().forEach(this::override);
        misfits = TrainableParameters.misfits(
                method.id(),
                values.path("trainable").asText(),
                choice.overrides().keySet());
        problems.addAll(misfits);
        if (!choice.overrides().containsKey("targets")) {
            takeTargetsOf(model);
        }
    }

    /** Layers that a model does not have cannot carry an adapter: it gets those it is usually adapted at. */
    private void takeTargetsOf(ModelTraits model) {
        var stated = new ArrayList<String>();
        values.path("targets").forEach(target -> stated.add(target.asText()));
        if (!stated.isEmpty() && !model.modules().isEmpty() && !model.modules().containsAll(stated)) {
            values.set("targets", JSON.valueToTree(model.loraTargets()));
        }
    }

    /** Those of the problems that another choice of what is trained would solve. */
    List<String> misfits() {
        return misfits;
    }

    /** A value that the file states and no parameter takes would be recorded and do nothing. */
    private void requireKnown() {
        List<String> known = known();
        values.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalStateException(
                        "parameters.json of " + method.getClass().getName() + " states " + method.id() + "." + name
                                + ", which is none of " + String.join(", ", known));
            }
        });
    }

    /** What is wrong; each a whole sentence. */
    List<String> problems() {
        resolve();
        return List.copyOf(problems);
    }

    /** The resolved method, or an {@link IllegalArgumentException} with all problems. */
    ResolvedMethod<P> resolved() {
        ResolvedMethod<P> resolved = resolve();
        if (!problems.isEmpty() || resolved == null) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        return resolved;
    }

    private void override(String name, String text) {
        List<String> known = known();
        if (!known.contains(name)) {
            problems.add("methods." + method.id() + "." + name + " is unknown; " + method.id()
                    + (known.isEmpty()
                            ? " has no parameters."
                            : " has the parameters " + String.join(", ", known) + ".")
                    + NearestName.of(name, known)
                            .map(near -> " Did you mean \"methods." + method.id() + "." + near + "\"?")
                            .orElse(""));
            return;
        }
        JsonNode stated = values.get(name);
        if (stated != null && stated.isArray()) {
            var list = JSON.createArrayNode();
            Arrays.stream(text.split(","))
                    .map(String::strip)
                    .map(item -> name.equals(BLOCKS)
                            ? scalar(item)
                            : JSON.getNodeFactory().textNode(item))
                    .forEach(list::add);
            values.set(name, list);
        } else if (stated != null && stated.isTextual()) {
            values.put(name, isChoice(name) ? text.toLowerCase(Locale.ROOT) : text);
        } else {
            values.set(name, scalar(text));
        }
    }

    /** Whether a parameter is one of a few words, which are recorded in lower case. */
    private boolean isChoice(String name) {
        return Arrays.stream(method.parameters().getRecordComponents())
                .anyMatch(component ->
                        component.getName().equals(name) && component.getType().isEnum());
    }

    private static JsonNode scalar(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node.isValueNode() && !node.isMissingNode()
                    ? node
                    : JSON.getNodeFactory().textNode(text);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    private List<String> known() {
        var known = new ArrayList<>(names(method.parameters()));
        if (values.has("trainable")) {
            known.addAll(TRAINABLE);
        }
        return known;
    }

    private ResolvedMethod<P> resolve() {
        P parameters = convert(names(method.parameters()), method.parameters());
        TrainableParameters trainable = values.has("trainable") ? convert(TRAINABLE, TrainableParameters.class) : null;
        try {
            requireAdapter(trainable);
            return parameters == null
                    ? null
                    : new ResolvedMethod<>(
                            method,
                            parameters,
                            trainable == null ? null : trainable.choice(),
                            trainable == null ? MasterWeights.FP32 : trainable.masterWeights(),
                            recorded());
        } catch (IllegalArgumentException e) {
            problem(e.getMessage());
            return null;
        }
    }

    private void requireAdapter(@Nullable TrainableParameters trainable) {
        if (trainable != null
                && method.needs().contains(Capability.ADAPTER)
                && !(trainable.choice() instanceof Trainable.Lora)) {
            throw new IllegalArgumentException("trainable is \"" + trainable.trainable()
                    + "\"; expected lora, whose start is part of " + method.id());
        }
    }

    private <T> T convert(List<String> names, Class<T> type) {
        ObjectNode part = JSON.createObjectNode();
        names.stream().filter(values::has).forEach(name -> part.set(name, values.get(name)));
        List<RecordComponent> wrong = Arrays.stream(type.getRecordComponents())
                .filter(component -> part.has(component.getName()) && !fits(part.get(component.getName()), component))
                .toList();
        wrong.forEach(component -> problem(component.getName() + " is " + values.get(component.getName())
                + "; expected " + expected(component.getType())));
        return wrong.isEmpty() ? construct(part, type) : null;
    }

    private static boolean fits(JsonNode value, RecordComponent component) {
        try {
            return JSON.convertValue(value, JSON.constructType(component.getGenericType())) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private <T> T construct(ObjectNode part, Class<T> type) {
        try {
            return JSON.treeToValue(part, type);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof IllegalArgumentException invalid) {
                problem(invalid.getMessage());
                return null;
            }
            throw new IllegalStateException("parameters of " + method.id() + ": " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void problem(String what) {
        String sentence = "methods." + method.id() + "." + what + ".";
        if (!problems.contains(sentence)) {
            problems.add(sentence);
        }
    }

    /** Which values a parameter of a type takes. */
    static String expected(Class<?> type) {
        if (type == int.class || type == long.class) {
            return "a whole number";
        }
        if (type == double.class) {
            return "a number";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        if (type == List.class) {
            return "a list, separated by commas";
        }
        return type == boolean.class ? "true or false" : "text";
    }

    /** What goes into the record; of the trainable parameters only those that matter. */
    private SortedMap<String, Object> recorded() {
        var recorded = new TreeMap<String, Object>();
        values.properties()
                .forEach(entry -> recorded.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class)));
        String trainable = values.path("trainable").asText();
        recorded.keySet().removeIf(name -> !TrainableParameters.belongs(name, trainable));
        return recorded;
    }

    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
