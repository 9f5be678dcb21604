package dev.lethe.harness.config;

import dev.lethe.harness.config.PlanNode.Field;
import dev.lethe.harness.config.PlanNode.Mapping;
import dev.lethe.harness.config.PlanNode.Scalar;
import dev.lethe.harness.config.PlanNode.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A grid in a file: a mapping from keys, in their short form, to values or lists of values, and {@code expect} to
 * thresholds by name. A method with parameters is an item {@code npo: {beta: 0.5}}, or text as on the command line.
 */
final class Plan {

    private static final String EXPECT = "expect";

    private final String name;
    private final Path base;
    private final Collection<String> problems;
    private final Map<String, List<GivenText>> texts = new LinkedHashMap<>();

    private Plan(String name, Path base, Collection<String> problems) {
        this.name = name;
        this.base = base;
        this.problems = problems;
    }

    /**
     * The texts of a plan by full key, each with its line; whatever is wrong is added to {@code problems}.
     *
     * @param file absolute; paths in it are resolved against its folder
     * @param name of the file, for messages
     */
    static Map<String, List<GivenText>> read(Path file, String name, Collection<String> problems) {
        var plan = new Plan(name, file.getParent(), problems);
        PlanParser.parse(file, name, problems).ifPresent(plan::read);
        return plan.texts;
    }

    private void read(PlanNode root) {
        if (!(root instanceof Mapping mapping)) {
            problems.add(
                    place(root) + "the plan is " + root.kind() + "; expected keys such as models, methods and seeds.");
            return;
        }
        List<ConfigurationKey> keys = Arrays.stream(ConfigurationKey.values())
                .filter(key -> key.shortForm().isPresent() && key != ConfigurationKey.PLAN)
                .toList();
        List<String> names = Stream.concat(keys.stream().map(ConfigurationKey::label), Stream.of(EXPECT))
                .sorted()
                .toList();
        for (Field field : mapping.fields()) {
            Optional<ConfigurationKey> key = keys.stream()
                    .filter(known -> known.label().equals(field.name()))
                    .findFirst();
            if (key.isPresent()) {
                read(key.get(), field);
            } else if (field.name().equals(EXPECT)) {
                expectations(field, "");
            } else {
                unknown(field, field.name(), names);
            }
        }
    }

    private void unknown(Field field, String written, Collection<String> known) {
        problems.add(name + ":" + field.line() + ": unknown key \"" + written + "\""
                + NearestName.of(written, known)
                        .map(near -> "; did you mean \"" + near + "\"?")
                        .orElse(".")
                + " Known keys: " + String.join(", ", known) + ".");
    }

    private void read(ConfigurationKey key, Field field) {
        if (field.value() instanceof Scalar scalar) {
            put(key.fullForm(), key.label(), scalar, scalar.text(), false);
        } else if (key == ConfigurationKey.METHODS) {
            methods(field.value());
        } else if (key.isList() && field.value() instanceof Sequence sequence) {
            requireItems(key, field.line(), sequence);
            for (PlanNode item : sequence.items()) {
                if (item instanceof Scalar scalar) {
                    put(key.fullForm(), key.label(), scalar, scalar.text(), true);
                } else {
                    wrongKind(item, key.label(), key.allowed());
                }
            }
        } else {
            wrongKind(field.value(), key.label(), key.allowed());
        }
    }

    private void methods(PlanNode node) {
        if (node instanceof Mapping mapping) {
            mapping.fields().forEach(this::method);
        } else if (node instanceof Sequence sequence) {
            requireItems(ConfigurationKey.METHODS, node.line(), sequence);
            for (PlanNode item : sequence.items()) {
                if (item instanceof Scalar scalar) {
                    method(scalar, scalar.text());
                } else {
                    methods(item);
                }
            }
        }
    }

    private void requireItems(ConfigurationKey key, int line, Sequence sequence) {
        if (sequence.items().isEmpty()) {
            problems.add(name + ":" + line + ": " + key.label() + " is empty; expected " + key.allowed() + ".");
        }
    }

    /** A method with its parameters; none where nothing follows its name. */
    private void method(Field field) {
        var own = new TreeMap<String, String>();
        if (field.value() instanceof Mapping parameters) {
            for (Field parameter : parameters.fields()) {
                value(parameter).ifPresent(text -> own.put(parameter.name(), text));
            }
        } else if (!(field.value() instanceof Scalar scalar && scalar.text().isEmpty())) {
            wrongKind(field.value(), field.name(), "parameters with values, as in " + field.name() + ": {epochs: 5}");
        }
        method(new Scalar(field.line(), field.name()), MethodSyntax.label(field.name(), own));
    }

    private void method(Scalar place, String text) {
        put(ConfigurationKey.METHODS.fullForm(), ConfigurationKey.METHODS.label(), place, text, true);
    }

    private Optional<String> value(Field parameter) {
        if (parameter.value() instanceof Scalar scalar) {
            return Optional.of(scalar.text());
        }
        if (parameter.value() instanceof Sequence sequence
                && sequence.items().stream().allMatch(Scalar.class::isInstance)) {
            return Optional.of(String.join(
                    ",",
                    sequence.items().stream()
                            .map(item -> ((Scalar) item).text())
                            .toList()));
        }
        wrongKind(parameter.value(), parameter.name(), "a value or a list of values");
        return Optional.empty();
    }

    /** Thresholds; {@code forget: {task1: 0.1}} is {@code forget.task1: 0.1}. */
    private void expectations(Field field, String prefix) {
        if (!(field.value() instanceof Mapping mapping)) {
            wrongKind(field.value(), field.name(), "thresholds by name, as in final: 0.4");
            return;
        }
        List<String> names =
                Measure.allNames().stream().map(Expectation.Name::text).sorted().toList();
        for (Field threshold : mapping.fields()) {
            String path = prefix + threshold.name();
            if (threshold.value() instanceof Mapping) {
                expectations(threshold, path + ".");
            } else if (!names.contains(path)) {
                unknown(threshold, path, names);
            } else if (threshold.value() instanceof Scalar scalar) {
                put(Measure.PREFIX + path, Measure.PREFIX + path, scalar, scalar.text(), true);
            } else {
                wrongKind(threshold.value(), path, "a number");
            }
        }
    }

    private void put(String fullKey, String label, PlanNode at, String text, boolean element) {
        texts.computeIfAbsent(fullKey, first -> new ArrayList<>())
                .add(new GivenText(place(at), label, text, element, base));
    }

    private void wrongKind(PlanNode node, String what, String expected) {
        problems.add(place(node) + what + " is " + node.kind() + "; expected " + expected + ".");
    }

    private String place(PlanNode node) {
        return name + ":" + node.line() + ": ";
    }
}
