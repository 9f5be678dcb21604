package dev.lethe.harness.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The texts that were given, configuration parameters before annotation.
 *
 * @param source the configuration parameters
 * @param annotation what is written in the annotations of the benchmark class, by full key
 * @param problems receives what is wrong
 */
record GivenValues(ConfigurationSource source, Map<String, String> annotation, List<String> problems) {

    /** The text of a key, trimmed; empty if it is left to its default. */
    Optional<String> text(ConfigurationKey key) {
        Optional<String> full = parameter(key.fullForm());
        Optional<String> brief = key.shortForm().flatMap(this::parameter);
        if (full.isPresent() && brief.isPresent() && !full.equals(brief)) {
            problems.add(key.fullForm() + " = \"" + full.get() + "\" and " + key.label() + " = \"" + brief.get()
                    + "\" contradict each other: they are one key. Set one of them.");
        }
        Optional<String> text = full.or(() -> brief).or(() -> Optional.ofNullable(annotation.get(key.fullForm())));
        if (text.filter(String::isEmpty).isPresent()) {
            problems.add(
                    key.label() + " is empty; expected " + key.allowed() + ". Default: " + key.defaultValue() + ".");
            return Optional.empty();
        }
        return text;
    }

    /** Whether nobody gave this key. */
    boolean isDefault(ConfigurationKey key) {
        return parameter(key.fullForm())
                .or(() -> key.shortForm().flatMap(this::parameter))
                .or(() -> Optional.ofNullable(annotation.get(key.fullForm())))
                .isEmpty();
    }

    /** The text of a threshold, if there is one. */
    Optional<String> expectation(Expectation.Name name) {
        return parameter(name.key()).or(() -> Optional.ofNullable(annotation.get(name.key())));
    }

    /** The text of any key in the configuration parameters, trimmed. */
    Optional<String> parameter(String key) {
        return source.values().apply(key).map(String::trim);
    }
}
