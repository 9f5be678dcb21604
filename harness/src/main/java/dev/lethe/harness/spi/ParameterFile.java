package dev.lethe.harness.spi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lethe.harness.config.ModelSize;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * The values of a method in {@code parameters.json} beside its class: method id, then model size, then parameter name to
 * {@code {"value": ..., "source": "..."}}. The sizes {@code 1B} and {@code tiny} state what differs from {@code 7B}.
 * What is trained is kept in float32 unless a method states {@code masterWeights}, an adapter's input is whole
 * unless it states {@code dropout}, its scaling is alpha / rank unless it states {@code rsLora}, and chosen modules are
 * trained in all blocks unless it states {@code blocks}.
 */
final class ParameterFile {

    private static final String NAME = "parameters.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ParameterFile() {}

    /** The values of a size by name, without their sources; empty for a method without parameters. */
    static ObjectNode values(UnlearningMethod<?> method, ModelSize size) {
        ObjectNode values = JSON.createObjectNode();
        ObjectNode sourced = sourced(method, size);
        sourced.properties()
                .forEach(entry -> values.set(entry.getKey(), entry.getValue().get("value")));
        return values;
    }

    /** The values of a size by name, each with its source. */
    static ObjectNode sourced(UnlearningMethod<?> method, ModelSize size) {
        JsonNode sizes = read(method).path(method.id());
        ObjectNode values = JSON.createObjectNode();
        copy(sizes.path(ModelSize.SEVEN_BILLION.label()), values, method);
        copy(sizes.path(size.label()), values, method);
        if (values.has("trainable")) {
            putIfAbsent(values, "masterWeights", TextNode.valueOf(MasterWeights.FP32.name()), "small steps survive");
            putIfAbsent(values, "blocks", JSON.createArrayNode(), "all of them");
            putIfAbsent(values, "dropout", DoubleNode.valueOf(0), "as most published adapters");
            putIfAbsent(values, "rsLora", BooleanNode.FALSE, "as most published adapters");
        }
        return values;
    }

    private static void putIfAbsent(ObjectNode values, String name, JsonNode value, String reason) {
        if (!values.has(name)) {
            values.putObject(name).put("source", "ours: " + reason).set("value", value);
        }
    }

    private static void copy(JsonNode from, ObjectNode to, UnlearningMethod<?> method) {
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            if (!entry.getValue().has("value")
                    || entry.getValue().path("source").asText().isBlank()) {
                throw new IllegalStateException(
                        NAME + " of " + method.getClass().getName() + ": " + method.id() + "." + entry.getKey()
                                + " needs a \"value\" and a \"source\"");
            }
            to.set(entry.getKey(), entry.getValue());
        }
    }

    private static JsonNode read(UnlearningMethod<?> method) {
        try (InputStream in = method.getClass().getResourceAsStream(NAME)) {
            return in == null ? JSON.createObjectNode() : JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(
                    NAME + " beside " + method.getClass().getName() + " is not JSON: " + e.getMessage(), e);
        }
    }
}
