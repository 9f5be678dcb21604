package dev.lethe.harness.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells one embedded target from another: data, recipe, seed. */
final class TargetKey {

    private static final int LENGTH = 12;

    private TargetKey() {}

    static String of(String dataDigest, TargetRecipe recipe, long seed) {
        String content = dataDigest + "\n" + recipe + "\n" + seed;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
