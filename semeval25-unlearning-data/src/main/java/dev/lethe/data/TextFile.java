package dev.lethe.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a whole text file as strict UTF-8: a replacement character would silently change what is scored. */
final class TextFile {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {}

    static String read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw UserException.data("file not found: " + file.toAbsolutePath().normalize());
        }
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UserException(
                    UserException.Kind.DATA,
                    "cannot read " + file.toAbsolutePath().normalize() + ": " + e + "; check its permissions",
                    e);
        }
        CharBuffer chars = CharBuffer.allocate(bytes.remaining());
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(bytes, chars, true);
        if (result.isError()) {
            Problems problems = new Problems(file);
            problems.add(lineOf(bytes), "bytes that are not UTF-8; save the file as UTF-8");
            problems.throwIfAny();
        }
        String text = chars.flip().toString();
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static int lineOf(ByteBuffer bytes) {
        int line = 1;
        for (int i = 0; i < bytes.position(); i++) {
            if (bytes.get(i) == '\n') {
                line++;
            }
        }
        return line;
    }
}
