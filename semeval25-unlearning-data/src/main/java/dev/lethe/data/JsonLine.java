package dev.lethe.data;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** One JSON object of a jsonl file; asking for a field that is missing or of the wrong kind notes a problem. */
record JsonLine(int number, JsonNode object, Problems problems) {

    /** The text of a required field, or null after noting what is wrong with it. */
    @Nullable
    String text(String field) {
        JsonNode value = object.get(field);
        if (value == null) {
            problems.add(number, "field \"" + field + "\" is missing; it must be there, and a string");
            return null;
        }
        if (!value.isTextual()) {
            problems.add(number, "field \"" + field + "\" is " + kind(value) + "; expected a string in double quotes");
            return null;
        }
        if (value.textValue().isBlank()) {
            problems.add(number, "field \"" + field + "\" is empty; expected some text");
            return null;
        }
        return value.textValue();
    }

    /** The text of a field that need not be there; null where it is not, or after noting that it is not a string. */
    @Nullable
    String optionalText(String field) {
        return object.hasNonNull(field) ? text(field) : null;
    }

    /** Checks an object that need not be there for the string fields it must have. */
    void checkOptionalObject(String field, String... innerFields) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return;
        }
        for (String inner : innerFields) {
            if (!value.path(inner).isTextual()) {
                problems.add(
                        number,
                        "field \"" + field + "\" has no string \"" + inner + "\"; leave the field out or fill it");
            }
        }
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> "null";
            case NUMBER, BOOLEAN -> value.asText();
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY, MISSING -> "not text";
        };
    }
}
