package dev.lethe.harness.token;

import java.nio.charset.StandardCharsets;

/**
 * The printable characters that stand for the 256 bytes in byte-level vocabularies: a printable Latin-1 character for its
 * own byte, and the characters from U+0100 on for the others, in order.
 */
final class ByteAlphabet {

    private static final char[] CHARACTERS = characters();

    private ByteAlphabet() {}

    /** The character of a byte, 0 to 255. */
    static char character(int value) {
        return CHARACTERS[value];
    }

    /** The bytes of a text, 0 to 255. */
    static int[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] values = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return values;
    }

    private static char[] characters() {
        char[] characters = new char[256];
        char next = 256;
        for (int value = 0; value < 256; value++) {
            boolean printable = value >= '!' && value <= '~' || value >= '¡' && value <= '¬' || value >= '®';
            characters[value] = printable ? (char) value : next++;
        }
        return characters;
    }
}
