package dev.lethe.harness.config;

import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.record.ProbeName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads keys into typed records, once, and finds everything that is wrong with them at once. */
public final class BenchmarkConfigReader {

    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> modelPlaces = new HashMap<>();
    private final Map<MethodChoice, PlanPlaces.Item> methodItems = new HashMap<>();
    private final ConfigurationSource source;
    private GivenValues given;

    private BenchmarkConfigReader(ConfigurationSource source, Map<String, String> annotation) {
        this.source = source;
        this.given = new GivenValues(source, Map.of(), annotation, source.workingDirectory(), problems);
    }

    /**
     * What was read.
     *
     * @param settings the settings; where a value has a problem, its default stands in
     * @param problems whole sentences that say what is wrong, what is allowed and what to do; nothing may run unless
     *     this is empty
     */
    public record Reading(Settings settings, List<String> problems) {

        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads the configuration of one benchmark class.
     *
     * @param source the configuration parameters, which come first
     * @param annotation what is written in the annotations of the class, by full key; neither includes their defaults
     */
    public static Reading read(ConfigurationSource source, Map<String, String> annotation) {
        var reader = new BenchmarkConfigReader(source, annotation);
        KeyCheck.check(source.keys(), reader.problems);
        Settings settings = reader.settings();
        return new Reading(settings, reader.problems);
    }

    private Settings settings() {
        Path cwd = path(ConfigurationKey.CWD).orElse(source.workingDirectory());
        given = new GivenValues(source, Map.of(), given.annotation(), cwd, problems);
        given = path(ConfigurationKey.PLAN)
                .map(file -> given.with(Plan.read(file, given.shown(file), problems)))
                .orElse(given);
        Optional<Path> root = path(ConfigurationKey.ROOT);
        var config = new BenchmarkConfig(
                elements(ConfigurationKey.MODELS, this::model),
                MethodChoices.read(given, methodItems),
                list(ConfigurationKey.SEEDS, Long::valueOf),
                subtasks(),
                orNull(path(ConfigurationKey.DATA)),
                orNull(path(ConfigurationKey.MEMBERSHIP)),
                orNull(path(ConfigurationKey.MMLU)),
                orNull(value(ConfigurationKey.LIMIT, BenchmarkConfigReader::positive)),
                given.isDefault(ConfigurationKey.ROWS) ? List.of() : list(ConfigurationKey.ROWS, Function.identity()),
                given.isDefault(ConfigurationKey.SUBJECTS)
                        ? Set.of()
                        : new LinkedHashSet<>(list(ConfigurationKey.SUBJECTS, Function.identity())),
                value(ConfigurationKey.MMLU_FORM, BenchmarkConfigReader::form)
                        .orElse(MultipleChoiceForm.LM_EVAL_ZERO_SHOT),
                value(ConfigurationKey.DATA_SEED, Long::valueOf)
                        .orElseGet(() -> Long.valueOf(ConfigurationKey.DATA_SEED.defaultValue())),
                path(ConfigurationKey.OUTPUT)
                        .or(() -> root.map(folder -> folder.resolve("reports")))
                        .orElseGet(() -> cwd.resolve("lethe-reports")),
                path(ConfigurationKey.CACHE).orElseGet(() -> source.userCache().resolve("lethe")),
                trajectory(),
                orNull(value(ConfigurationKey.GUARD, BenchmarkConfigReader::positive)),
                probes(),
                value(ConfigurationKey.RERUN, BenchmarkConfigReader::truth).orElse(false),
                value(ConfigurationKey.KEEP, text -> constant(BenchmarkConfig.Keep.class, text))
                        .orElse(BenchmarkConfig.Keep.ADAPTER),
                compute(),
                source.hub()
                        .settings(
                                value(ConfigurationKey.NETWORK, BenchmarkConfigReader::truth)
                                        .orElse(false),
                                cwd,
                                problems),
                cwd);
        return new Settings(
                config,
                Expectations.read(given, config.subtasks(), problems),
                given.isDefault(ConfigurationKey.METHODS),
                new PlanPlaces(modelPlaces, methodItems));
    }

    private ComputeSettings compute() {
        ComputeSettings auto = ComputeSettings.AUTO;
        return new ComputeSettings(
                value(ConfigurationKey.DTYPE, text -> constant(ComputeSettings.NumberFormat.class, text))
                        .orElse(auto.dtype()),
                value(ConfigurationKey.DEVICE, DeviceChoice::parse).orElse(auto.device()),
                value(ConfigurationKey.REPLICAS, BenchmarkConfigReader::positive)
                        .orElse(auto.replicas()),
                value(ConfigurationKey.CHECKPOINTING, text -> constant(ComputeSettings.Checkpointing.class, text))
                        .orElse(auto.checkpointing()));
    }

    private Set<Task> subtasks() {
        List<Task> tasks = list(ConfigurationKey.SUBTASKS, BenchmarkConfigReader::task);
        return Collections.unmodifiableSet(tasks.isEmpty() ? EnumSet.allOf(Task.class) : EnumSet.copyOf(tasks));
    }

    private @Nullable Trajectory trajectory() {
        int rows = value(ConfigurationKey.TRAJECTORY_ROWS, BenchmarkConfigReader::positive)
                .orElseGet(() -> Integer.valueOf(ConfigurationKey.TRAJECTORY_ROWS.defaultValue()));
        return orNull(value(ConfigurationKey.TRAJECTORY, BenchmarkConfigReader::stepsBetween)
                .map(steps -> new Trajectory(steps, rows)));
    }

    private ProbeSettings probes() {
        return new ProbeSettings(
                given.isDefault(ConfigurationKey.PROBES)
                        ? Set.of()
                        : Set.copyOf(list(ConfigurationKey.PROBES, BenchmarkConfigReader::probe)),
                value(ConfigurationKey.PROBE_DOCUMENTS, BenchmarkConfigReader::positive)
                        .orElse(ProbeSettings.NONE.documents()),
                value(ConfigurationKey.RELEARNING_STEPS, BenchmarkConfigReader::positive)
                        .orElse(ProbeSettings.NONE.relearningSteps()));
    }

    /** A model's name; a folder in a plan as the user's folder sees it. */
    private String model(GivenText text, String name) {
        Path folder = text.base().resolve(name);
        String model = !text.base().equals(given.cwd()) && Files.isDirectory(folder) ? given.shown(folder) : name;
        modelPlaces.putIfAbsent(model, text.place());
        return model;
    }

    private <T> Optional<T> value(ConfigurationKey key, Function<String, T> parser) {
        return given.text(key).flatMap(text -> parse(key, text, text.text(), parser));
    }

    private <T> List<T> list(ConfigurationKey key, Function<String, T> parser) {
        return elements(key, (text, element) -> parser.apply(element));
    }

    /** The elements of a list; those of the default where none is given. */
    private <T> List<T> elements(ConfigurationKey key, BiFunction<GivenText, String, T> parser) {
        List<GivenText> texts = given.texts(key);
        if (texts.isEmpty()) {
            texts = List.of(given.outsidePlan(key.label(), key.defaultValue()));
        }
        var elements = new LinkedHashSet<T>();
        for (GivenText text : texts) {
            String whole = text.label() + " = \"" + text.text() + "\"";
            for (String element : text.elements()) {
                if (element.isEmpty()) {
                    problems.add(whole + " has an empty element; expected " + key.allowed() + ".");
                    continue;
                }
                parse(key, text, element, part -> parser.apply(text, part))
                        .filter(parsed -> !elements.add(parsed))
                        .ifPresent(twice -> problems.add(whole + " names \"" + element + "\" twice; name it once."));
            }
        }
        return List.copyOf(elements);
    }

    private <T> Optional<T> parse(ConfigurationKey key, GivenText given, String part, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(part));
        } catch (IllegalArgumentException malformed) {
            Optional<String> meant = malformed instanceof UnknownNameException unknown
                    ? NearestName.of(part, unknown.known())
                    : Optional.empty();
            problems.add(given.label() + " = \"" + given.text() + "\""
                    + (part.equals(given.text()) ? "" : ": \"" + part + "\" is wrong")
                    + meant.map(name -> "; did you mean \"" + name + "\"? Expected ")
                            .orElse("; expected ")
                    + key.allowed() + ". Default: " + key.defaultValue() + ".");
            return Optional.empty();
        }
    }

    private Optional<Path> path(ConfigurationKey key) {
        return given.text(key)
                .flatMap(given -> parse(key, given, given.text(), text -> given.base()
                        .resolve(text)
                        .toAbsolutePath()
                        .normalize()));
    }

    private static Integer stepsBetween(String text) {
        return text.equals(Trajectory.PHASES) ? 0 : positive(text);
    }

    private static Integer positive(String text) {
        int number = Integer.parseInt(text);
        if (number < 1) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static Boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Task task(String text) {
        return Arrays.stream(Task.values())
                .filter(task -> task.label().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static ProbeName probe(String text) {
        return ProbeName.find(text).orElseThrow(() -> new UnknownNameException(text, ProbeName.labels()));
    }

    private static MultipleChoiceForm form(String text) {
        return MultipleChoiceForm.find(text).orElseThrow(() -> new IllegalArgumentException(text));
    }

    /** The constant that {@code text} is the name of in lower case. */
    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static <T> @Nullable T orNull(Optional<T> value) {
        return value.orElse(null);
    }
}
