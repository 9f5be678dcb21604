package dev.lethe.harness.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The hash by which the hub knows a file, and which names it in the cache.
 *
 * @param kind how it is computed
 * @param hex its digits, in lower case
 */
record ContentHash(Kind kind, String hex) {

    private static final int BUFFER = 1 << 20;

    /** How a hash is computed. Each kind has its own length. */
    enum Kind {
        /** Of the content: large files. */
        SHA_256("SHA-256", 64),
        /** Of git's header and the content, as git names a file: small ones. */
        GIT_BLOB("SHA-1", 40);

        private final String algorithm;
        private final int digits;

        Kind(String algorithm, int digits) {
            this.algorithm = algorithm;
            this.digits = digits;
        }

        private String header(long size) {
            return switch (this) {
                case SHA_256 -> "";
                case GIT_BLOB -> "blob " + size + "\0";
            };
        }

        @Override
        public String toString() {
            return switch (this) {
                case SHA_256 -> "SHA-256";
                case GIT_BLOB -> "git hash";
            };
        }
    }

    /** Reads an {@code ETag} in its usual spellings; empty if it is no hash of a kind known here. */
    static Optional<ContentHash> parse(String entityTag) {
        String text = entityTag
                .trim()
                .replaceFirst("^W/", "")
                .replaceAll("^\"|\"$", "")
                .toLowerCase(Locale.ROOT);
        for (Kind kind : Kind.values()) {
            if (text.matches("[0-9a-f]{" + kind.digits + "}")) {
                return Optional.of(new ContentHash(kind, text));
            }
        }
        return Optional.empty();
    }

    /** The hash of a file, of the same kind as this one. */
    ContentHash of(Path file) throws IOException {
        MessageDigest digest = digest(kind.algorithm);
        digest.update(kind.header(Files.size(file)).getBytes(StandardCharsets.US_ASCII));
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return new ContentHash(kind, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    @Override
    public String toString() {
        return kind + " " + hex;
    }
}
