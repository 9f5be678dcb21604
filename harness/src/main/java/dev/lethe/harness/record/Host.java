package dev.lethe.harness.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/** What is running here: named in every record, because floating-point results depend on it. */
public final class Host {

    private static final Path PROC = Path.of("/proc");

    private Host() {}

    /** Version of Lethe: of the jar's manifest, or of the resource that the build fills in. */
    public static String lethe() {
        String manifest = Host.class.getPackage().getImplementationVersion();
        if (manifest != null) {
            return manifest;
        }
        var properties = new Properties();
        try (InputStream resource = Host.class.getResourceAsStream("version.properties")) {
            if (resource == null) {
                throw new IllegalStateException("version.properties is missing beside " + Host.class.getName());
            }
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }

    /** Name and version of the JVM, for example {@code OpenJDK 64-Bit Server VM 17.0.15+6}. */
    public static String jvm() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
    }

    /** Name, version and architecture of the system. */
    public static String os() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
    }

    /** Model of the processor where the system tells it, otherwise its architecture. */
    public static String cpu() {
        return cpu(lines(PROC.resolve("cpuinfo"))).orElseGet(() -> System.getProperty("os.arch"));
    }

    /** Largest resident memory of this process so far in bytes; empty where the system does not tell. */
    public static OptionalLong peakBytes() {
        return peakBytes(lines(PROC.resolve("self").resolve("status")));
    }

    /** Resident memory of this process now, likewise. */
    public static OptionalLong residentBytes() {
        return bytes(lines(PROC.resolve("self").resolve("status")), "VmRSS:");
    }

    static Optional<String> cpu(List<String> cpuinfo) {
        return cpuinfo.stream()
                .filter(line -> line.startsWith("model name"))
                .map(Host::value)
                .filter(model -> !model.isBlank())
                .findFirst();
    }

    static OptionalLong peakBytes(List<String> status) {
        return bytes(status, "VmHWM:");
    }

    /** {@code VmHWM:  123456 kB}: the kernel's kB are 1,024 bytes. */
    private static OptionalLong bytes(List<String> status, String field) {
        return status.stream()
                .filter(line -> line.startsWith(field))
                .map(line -> value(line).replaceAll("\\D", ""))
                .filter(digits -> !digits.isEmpty())
                .mapToLong(digits -> Long.parseLong(digits) * 1024)
                .findFirst();
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException absent) {
            return List.of();
        }
    }
}
