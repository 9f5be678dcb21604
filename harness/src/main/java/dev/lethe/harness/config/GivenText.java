package dev.lethe.harness.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A text that was given for a key.
 *
 * @param label the key as messages name it, with the place where the text stands in a file: {@code seeds},
 *     {@code grid.yaml:3: seeds}
 * @param text the text, trimmed
 * @param element whether it is one element of a list, otherwise a list has commas between its elements
 * @param base absolute folder against which a relative path in it is resolved
 */
record GivenText(String label, String text, boolean element, Path base) {

    /** Its elements, where it is a list; trimmed. */
    List<String> elements() {
        return element
                ? List.of(text)
                : Arrays.stream(text.split(",", -1)).map(String::trim).toList();
    }
}
