package dev.lethe.harness.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys about local attention: {@code attention_types} is a run-length code, {@code attention_layers} its expansion,
 * {@code window_size} what a local block sees. A file may hold both lists.
 */
final class AttentionWindows {

    /** What transformers takes as {@code attention_types} where the key is absent: 12 pairs. */
    private static final int DEFAULT_PAIRS = 12;

    private static final String TYPES = "attention_types";
    private static final String LAYERS = "attention_layers";

    private final ConfigJson json;
    private final int window;

    private AttentionWindows(ConfigJson json) {
        this.json = json;
        this.window = json.positive("window_size", 256);
    }

    /** One window per block; 0 = all positions. */
    static List<Integer> read(ConfigJson json, int layers) {
        AttentionWindows reader = new AttentionWindows(json);
        List<Integer> coded = reader.coded(layers);
        List<Integer> listed = reader.listed();
        if (json.has(TYPES) && json.has(LAYERS) && !coded.equals(listed)) {
            throw json.wrong(LAYERS, "what \"attention_types\" " + json.get(TYPES) + " says");
        }
        boolean byLayer = json.has(LAYERS);
        List<Integer> windows = byLayer ? listed : coded;
        if (windows.size() != layers) {
            throw json.wrong(byLayer ? LAYERS : TYPES, "one entry for each of the " + layers + " layers");
        }
        return windows;
    }

    private List<Integer> coded(int layers) {
        List<Integer> coded = new ArrayList<>();
        if (!json.has(TYPES)) {
            for (int pair = 0; pair < DEFAULT_PAIRS; pair++) {
                coded.add(0);
                coded.add(window);
            }
            return coded;
        }
        for (JsonNode run : json.get(TYPES)) {
            if (!run.path(0).isArray() || !run.path(1).isInt()) {
                throw json.wrong(TYPES, "a list like [[[\"global\", \"local\"], 12]]");
            }
            for (int i = 0; i < run.path(1).intValue() && coded.size() <= layers; i++) {
                run.path(0).forEach(kind -> coded.add(window(TYPES, kind)));
            }
        }
        return coded;
    }

    private List<Integer> listed() {
        List<Integer> listed = new ArrayList<>();
        json.get(LAYERS).forEach(kind -> listed.add(window(LAYERS, kind)));
        return listed;
    }

    private int window(String key, JsonNode kind) {
        return switch (kind.asText()) {
            case "global" -> 0;
            case "local" -> window;
            default -> throw json.wrong(key, "only \"global\" and \"local\"");
        };
    }
}
