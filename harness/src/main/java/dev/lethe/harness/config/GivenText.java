package dev.lethe.harness.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A text that was given for a key.
 *
 * @param place where it stands in a plan, as messages begin: {@code grid.yaml:3: }; empty outside a plan
 * @param key the key as messages name it
 * @param text the text, trimmed
 * @param element whether it is one element of a list, otherwise a list has commas between its elements
 * @param base absolute folder against which a relative path in it is resolved
 */
record GivenText(String place, String key, String text, boolean element, Path base) {

    /** The key with its place: {@code seeds}, {@code grid.yaml:3: seeds}. */
    String label() {
        return place + key;
    }

    /** Its elements, where it is a list; trimmed. */
    List<String> elements() {
        return element
                ? List.of(text)
                : Arrays.stream(text.split(",", -1)).map(String::trim).toList();
    }
}
