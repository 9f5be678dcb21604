package dev.lethe.methods;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an oracle was computed with: its parameters, and where it does not state one, the words of its name or the default
 * of the published class. Each parameter has to be asked for, so that none is passed over.
 */
final class OracleParameters {

    private static final List<String> ROWS = List.of("forget", "retain", "idk", "documents");

    private final String name;
    private final JsonNode stated;
    private final JsonNode shared;
    private final Set<String> asked = new TreeSet<>();

    /**
     * @param stated the oracle's own parameters
     * @param shared what all oracles of the case share
     */
    OracleParameters(String name, JsonNode stated, JsonNode shared) {
        this.name = name;
        this.stated = stated;
        this.shared = shared;
    }

    String name() {
        return name;
    }

    /** Whether the name has this word between its underscores. */
    boolean says(String word) {
        return Arrays.asList(name.toLowerCase(Locale.ROOT).split("_")).contains(word);
    }

    double number(String key, double otherwise) {
        JsonNode value = stated(key);
        require(value.isMissingNode() || value.isNumber(), key, "a number");
        return value.asDouble(otherwise);
    }

    String text(String key, String otherwise) {
        JsonNode value = stated(key);
        require(value.isMissingNode() || value.isTextual(), key, "a text");
        return value.isMissingNode() ? otherwise : value.asText();
    }

    /** Fails where another text is stated. */
    void requireText(String key, String only) {
        require(text(key, only).equals(only), key, only);
    }

    boolean flag(String key, boolean otherwise) {
        JsonNode value = stated(key);
        require(value.isMissingNode() || value.isBoolean(), key, "true or false");
        return value.asBoolean(otherwise);
    }

    /** Without elements where the key is not stated. */
    int[] integers(String key) {
        JsonNode values = stated(key);
        require(values.isMissingNode() || values.isArray(), key, "a list");
        return LossOracles.ints(values);
    }

    private JsonNode stated(String key) {
        asked.add(key);
        return stated.path(key);
    }

    private void require(boolean holds, String key, String expected) {
        if (!holds) {
            throw new AssertionError(
                    "the oracle " + name + " states " + key + " as " + stated.path(key) + "; expected " + expected);
        }
    }

    double gamma() {
        return number("gamma", 1);
    }

    double alpha() {
        return number("alpha", 1);
    }

    /** Whether the divergence from the reference stands in for the retain NLL. */
    boolean isKl() {
        String type = text("retain_loss_type", says("kl") ? "KL" : "NLL");
        require(Set.of("NLL", "KL").contains(type), "retain_loss_type", "NLL or KL");
        return type.equals("KL");
    }

    /** The rows that an oracle of one kind of them is about. */
    String rows(String otherwise) {
        String rows = text("batch", ROWS.stream().filter(this::says).findFirst().orElse(otherwise));
        require(ROWS.contains(rows), "batch", "one of " + ROWS);
        return rows;
    }

    /** What the case has under a key. */
    JsonNode shared(String key) {
        if (!shared.has(key)) {
            throw new AssertionError("the oracle " + name + " needs " + key + ", which its case does not have");
        }
        return shared.get(key);
    }

    double sharedNumber(String key, double otherwise) {
        return shared.path(key).asDouble(otherwise);
    }

    void requireAllAsked() {
        Set<String> unknown = new TreeSet<>();
        stated.properties().stream().map(Map.Entry::getKey).forEach(unknown::add);
        unknown.removeAll(asked);
        if (!unknown.isEmpty()) {
            throw new AssertionError("the oracle " + name + " states " + unknown
                    + ", of which nothing is known here; known are " + asked);
        }
    }
}
