package dev.lethe.harness.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The texts that were given: configuration parameters before plan before annotation.
 *
 * @param source the configuration parameters
 * @param plan what stands in the plan, by full key
 * @param annotation what is written in the annotations of the benchmark class, by full key
 * @param cwd absolute folder against which paths outside the plan are resolved
 * @param problems receives what is wrong
 */
record GivenValues(
        ConfigurationSource source,
        Map<String, List<GivenText>> plan,
        Map<String, String> annotation,
        Path cwd,
        List<String> problems) {

    /** These values, with a plan. */
    GivenValues with(Map<String, List<GivenText>> read) {
        return new GivenValues(source, read, annotation, cwd, problems);
    }

    /** The text of a key that takes one value; empty if it is left to its default. */
    Optional<GivenText> text(ConfigurationKey key) {
        return texts(key).stream().findFirst();
    }

    /** The texts of a key, several where a plan lists its elements; none if it is left to its default. */
    List<GivenText> texts(ConfigurationKey key) {
        Optional<String> full = parameter(key.fullForm());
        Optional<String> brief = key.shortForm().flatMap(this::parameter);
        if (full.isPresent() && brief.isPresent() && !full.equals(brief)) {
            problems.add(key.fullForm() + " = \"" + full.get() + "\" and " + key.label() + " = \"" + brief.get()
                    + "\" contradict each other: they are one key. Set one of them.");
        }
        List<GivenText> texts = full.or(() -> brief)
                .map(text -> List.of(outsidePlan(key.label(), text)))
                .orElseGet(() -> planned(key.fullForm(), key.label()));
        return texts.stream().filter(text -> isFilled(text, key)).toList();
    }

    private boolean isFilled(GivenText given, ConfigurationKey key) {
        if (given.text().isEmpty()) {
            problems.add(
                    given.label() + " is empty; expected " + key.allowed() + ". Default: " + key.defaultValue() + ".");
        }
        return !given.text().isEmpty();
    }

    /** What the plan says, or else the annotation. */
    private List<GivenText> planned(String fullKey, String label) {
        return Optional.ofNullable(plan.get(fullKey))
                .or(() -> Optional.ofNullable(annotation.get(fullKey)).map(text -> List.of(outsidePlan(label, text))))
                .orElse(List.of());
    }

    /** A text that stands in no plan. */
    GivenText outsidePlan(String label, String text) {
        return new GivenText("", label, text, false, cwd);
    }

    /** Whether nobody gave this key. */
    boolean isDefault(ConfigurationKey key) {
        return !isParameter(key) && planned(key.fullForm(), key.label()).isEmpty();
    }

    /** Whether the key's text is that of the plan. */
    boolean isPlanned(ConfigurationKey key) {
        return !isParameter(key) && plan.containsKey(key.fullForm());
    }

    private boolean isParameter(ConfigurationKey key) {
        return parameter(key.fullForm())
                .or(() -> key.shortForm().flatMap(this::parameter))
                .isPresent();
    }

    /** The text of a threshold, if there is one. */
    Optional<GivenText> expectation(Expectation.Name name) {
        return parameter(name.key())
                .map(text -> outsidePlan(name.key(), text))
                .or(() -> planned(name.key(), name.key()).stream().findFirst());
    }

    /** A path as it is shown: relative to the user's folder if it lies in there. */
    String shown(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return (absolute.startsWith(cwd) ? cwd.relativize(absolute) : absolute).toString();
    }

    /** The text of any key in the configuration parameters, trimmed. */
    Optional<String> parameter(String key) {
        return source.values().apply(key).map(String::trim);
    }
}
