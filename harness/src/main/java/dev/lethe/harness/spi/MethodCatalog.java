package dev.lethe.harness.spi;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.config.NearestName;
import dev.lethe.harness.config.PlanPlaces;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** The method of that id, {@code checkpoint:PATH} included; empty if there is none. */
    public Optional<UnlearningMethod<?>> find(String id) {
        return id.startsWith(ScoredCheckpoint.PREFIX)
                ? Optional.of(new ScoredCheckpoint(id))
                : Optional.ofNullable(methods.get(id));
    }

    /** The parameters of a method, for people. */
    public static List<ParameterDescription> parameters(UnlearningMethod<?> method) {
        return ParameterDescription.of(method);
    }

    /** What is wrong with a choice, each problem a whole sentence that lists what is allowed; empty if nothing is. */
    public List<String> problems(MethodChoice choice) {
        return find(choice.id()).map(method -> problems(method, choice)).orElseGet(() -> List.of(unknown(choice.id())));
    }

    /** What is wrong with the methods of a run, likewise, with places in front; two variants that say the same are. */
    public List<String> problems(List<MethodChoice> choices, PlanPlaces places) {
        List<String> problems = choices.stream()
                .flatMap(choice -> places.problems(choice, this::problems).stream())
                .toList();
        return problems.isEmpty() ? sameVariants(choices, places) : problems;
    }

    private List<String> sameVariants(List<MethodChoice> choices, PlanPlaces places) {
        var problems = new ArrayList<String>();
        Map<Object, String> labels = new HashMap<>();
        for (MethodChoice choice : choices) {
            List<Object> meaning = new ArrayList<>(List.of(choice.id()));
            for (ModelSize size : ModelSize.values()) {
                meaning.add(resolve(choice, size).values());
            }
            String other = labels.putIfAbsent(meaning, choice.label());
            if (other != null) {
                problems.add(places.ofMethod(choice) + "\"" + other + "\" and \"" + choice.label()
                        + "\" are the same trial: their parameters have the same values. Name one of them.");
            }
        }
        return problems;
    }

    /** A sentence about an id that no method has. */
    public String unknown(String id) {
        return "unknown method \"" + id + "\""
                + NearestName.of(id, methods.keySet())
                        .map(near -> "; did you mean \"" + near + "\"? Known methods: ")
                        .orElse("; known methods: ")
                + String.join(", ", methods.keySet())
                + ". Name known ones in -Dmethods=, or put the jar that provides it on the class path.";
    }

    /** Values are tried for the smallest size. What one size does not train another may, so that has to fit none. */
    private static List<String> problems(UnlearningMethod<?> method, MethodChoice choice) {
        ParameterResolver<?> smallest = resolver(method, choice, ModelSize.TINY);
        var problems = new ArrayList<>(smallest.problems());
        for (ModelSize size : ModelSize.values()) {
            List<String> misfits = resolver(method, choice, size).misfits();
            problems.removeIf(problem -> smallest.misfits().contains(problem) && !misfits.contains(problem));
        }
        return problems;
    }

    private static ParameterResolver<?> resolver(UnlearningMethod<?> method, MethodChoice choice, ModelSize size) {
        return new ParameterResolver<>(method, choice, ModelTraits.of(size));
    }

    /** As {@link #resolve(MethodChoice, ModelTraits)}, for a model of which only the size is known. */
    public ResolvedMethod<?> resolve(MethodChoice choice, ModelSize size) {
        return resolve(choice, ModelTraits.of(size));
    }

    /**
     * The method of a choice with the values for a model and the user's overrides.
     *
     * @throws IllegalArgumentException if {@link #problems} finds something wrong
     */
    public ResolvedMethod<?> resolve(MethodChoice choice, ModelTraits model) {
        return find(choice.id())
                .map(method -> new ParameterResolver<>(method, choice, model).resolved())
                .orElseThrow(() -> new IllegalArgumentException(problems(choice).toString()));
    }
}
