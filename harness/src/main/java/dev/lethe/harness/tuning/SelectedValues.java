package dev.lethe.harness.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The selected values of a search as the entry of a method in {@code parameters.json}. */
final class SelectedValues {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SelectedValues() {}

    /** {@code {"tiny": {"learningRate": {"value": ..., "source": ...}}}}, under the model's name. */
    static ObjectNode of(Tuning tuning) {
        ObjectNode entry = JSON.createObjectNode();
        ObjectNode values = entry.putObject(tuning.model());
        String source = "ours: best of " + tuning.attempts().size() + " configurations on generator seed "
                + tuning.dataSeed() + ", trial seed " + tuning.seed();
        tuning.selected().forEach((name, text) -> {
            ObjectNode value = values.putObject(name);
            value.set("value", JSON.valueToTree(scalar(text)));
            value.put("source", source);
        });
        return entry;
    }

    /** Numbers and truth values as such, anything else as text. */
    private static Object scalar(String text) {
        try {
            return JSON.readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
