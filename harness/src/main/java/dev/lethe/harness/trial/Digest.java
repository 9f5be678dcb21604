package dev.lethe.harness.trial;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.Document;
import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over things that decide a result. Every part is length-prefixed, so that no two contents look alike. */
final class Digest {

    private static final int BUFFER = 1 << 20;

    private final MessageDigest sha256;

    private Digest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The digest of texts, in order. */
    static String ofTexts(List<String> texts) {
        var digest = new Digest();
        texts.forEach(digest::add);
        return digest.hex();
    }

    /** The digest of all that an evaluation reads. */
    static String of(BenchmarkData data) {
        var digest = new Digest();
        for (RowSet set : RowSet.values()) {
            digest.add(set.label());
            for (Row row : data.rows().rows(set)) {
                List.of(row.id(), row.input(), row.output(), row.task().label()).forEach(digest::add);
            }
        }
        if (data.membership() != null) {
            digest.add("members");
            data.membership().members().forEach(digest::add);
            digest.add("nonmembers");
            data.membership().nonmembers().forEach(digest::add);
        }
        if (data.multipleChoice() != null) {
            digest.add("dev");
            data.multipleChoice().dev().forEach(digest::add);
            digest.add("test");
            data.multipleChoice().test().forEach(digest::add);
        }
        return digest.hex();
    }

    /** The digest of files' contents, in the order given, under their names relative to {@code base}. */
    static String ofFiles(Path base, List<Path> files) {
        var digest = new Digest();
        byte[] buffer = new byte[BUFFER];
        for (Path file : files) {
            digest.add(base.relativize(file).toString());
            try (InputStream in = Files.newInputStream(file)) {
                digest.add(Long.toString(Files.size(file)));
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    digest.sha256.update(buffer, 0, count);
                }
            } catch (IOException e) {
                throw UserException.environment("cannot read " + file + ": " + e.getMessage(), e);
            }
        }
        return digest.hex();
    }

    private void add(Document document) {
        add(document.id());
        add(document.text());
    }

    private void add(MultipleChoiceQuestion question) {
        add(question.subject());
        add(question.question());
        question.choices().forEach(this::add);
        add(Integer.toString(question.answer()));
    }

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        sha256.update(bytes);
    }

    private String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
