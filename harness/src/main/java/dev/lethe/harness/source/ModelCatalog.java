package dev.lethe.harness.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.harness.config.ModelSize;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The models that Lethe knows by name: those of SemEval-2025 Task 4, what they were made from, and those of the papers
 * whose methods Lethe has. Read from {@code models.json}, where each entry says how we know.
 *
 * @param models by name
 */
public record ModelCatalog(SortedMap<String, CatalogModel> models) {

    private static final String FILE = "models.json";

    public ModelCatalog {
        models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
    }

    /** The catalog that comes with Lethe. */
    public static ModelCatalog load() {
        try (InputStream in = ModelCatalog.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not beside " + ModelCatalog.class.getName());
            }
            var models = new TreeMap<String, CatalogModel>();
            for (Map.Entry<String, JsonNode> entry :
                    new ObjectMapper().readTree(in).properties()) {
                models.put(entry.getKey(), model(entry.getKey(), entry.getValue()));
            }
            return new ModelCatalog(models);
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " is not JSON: " + e.getMessage(), e);
        }
    }

    /** The model that a repository of the hub is, at whatever revision. */
    public Optional<CatalogModel> of(HubId id) {
        return models.values().stream()
                .filter(model -> model.id().repository().equals(id.repository()))
                .findFirst();
    }

    private static CatalogModel model(String name, JsonNode json) {
        var targets = new ArrayList<String>();
        json.path("loraTargets").forEach(target -> targets.add(target.asText()));
        String size = text(name, json, "size");
        return new CatalogModel(
                name,
                id(text(name, json, "id") + "@" + text(name, json, "revision")),
                Arrays.stream(ModelSize.values())
                        .filter(candidate -> candidate.label().equals(size))
                        .findFirst()
                        .orElseThrow(() -> malformed(name, "size")),
                json.has("tokenizer") ? id(text(name, json, "tokenizer")) : null,
                targets,
                text(name, json, "loraSource"),
                text(name, json, "settingsSource"),
                text(name, json, "source"));
    }

    private static HubId id(String text) {
        return HubId.parse(text).orElseThrow(() -> malformed(text, "id"));
    }

    private static String text(String name, JsonNode json, String field) {
        String text = json.path(field).asText();
        if (text.isBlank()) {
            throw malformed(name, field);
        }
        return text;
    }

    private static IllegalStateException malformed(String name, String field) {
        return new IllegalStateException(FILE + ": " + name + " needs a right \"" + field + "\"");
    }
}
