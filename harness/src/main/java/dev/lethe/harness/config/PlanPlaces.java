package dev.lethe.harness.config;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Where the models and methods of a run stand in its plan. Whether their names and parameters mean anything is found
 * out only after the plan was read. A place is what messages begin with: {@code grid.yaml:3: }; it is empty for what
 * does not come from a plan.
 *
 * @param models places by model, as {@link BenchmarkConfig#models()} names it
 * @param methods items by method, as {@link BenchmarkConfig#methods()} has it
 */
public record PlanPlaces(Map<String, String> models, Map<MethodChoice, Item> methods) {

    public PlanPlaces {
        models = Map.copyOf(models);
        methods = Map.copyOf(methods);
    }

    /**
     * A method of the plan.
     *
     * @param place where it stands
     * @param written what the plan itself says, without what keys of parameters changed
     */
    public record Item(String place, MethodChoice written) {}

    /** The place of a model. */
    public String ofModel(String model) {
        return models.getOrDefault(model, "");
    }

    /** The place of a method. */
    public String ofMethod(MethodChoice method) {
        return item(method).place();
    }

    /**
     * The problems of a method, with its place before those that the plan itself has: a value that a key of a parameter
     * brought in stands in no line.
     *
     * @param check finds what is wrong with a method
     */
    public List<String> problems(MethodChoice method, Function<MethodChoice, List<String>> check) {
        Item item = item(method);
        List<String> planned = check.apply(item.written());
        return check.apply(method).stream()
                .map(problem -> planned.contains(problem) ? item.place() + problem : problem)
                .toList();
    }

    private Item item(MethodChoice method) {
        return methods.getOrDefault(method, new Item("", method));
    }
}
