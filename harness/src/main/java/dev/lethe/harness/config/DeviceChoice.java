package dev.lethe.harness.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device as a user names it: {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}.
 *
 * @param kind what sort of device
 * @param index which of the CUDA devices; 0 for the others
 */
public record DeviceChoice(Kind kind, int index) {

    /** The first CUDA device where there is one, else the CPU. */
    public static final DeviceChoice AUTO = new DeviceChoice(Kind.AUTO, 0);

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,4}))?");

    /** A sort of device. */
    public enum Kind {
        AUTO,
        CPU,
        CUDA
    }

    /** @throws IllegalArgumentException if {@code text} names no device */
    public static DeviceChoice parse(String text) {
        Matcher cuda = CUDA.matcher(text);
        if (cuda.matches()) {
            return new DeviceChoice(Kind.CUDA, cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
        }
        return switch (text) {
            case "auto" -> AUTO;
            case "cpu" -> new DeviceChoice(Kind.CPU, 0);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
