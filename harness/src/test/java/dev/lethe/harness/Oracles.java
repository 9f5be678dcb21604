package dev.lethe.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the expected values of reference implementations. The system property {@code lethe.oracles} names their folder;
 * blank or absent means the copies among the test resources. Tests list what is there instead of naming cases, so that
 * other cases of the same kinds can be put in their place.
 */
public final class Oracles {

    private Oracles() {}

    /** The cases of a kind, one sub-folder each, sorted by name; fails when there is none. */
    public static List<Path> cases(String kind) {
        Path folder = folder(kind);
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> cases = entries.filter(Files::isDirectory).sorted().toList();
            if (cases.isEmpty()) {
                throw new AssertionError("no oracle case in " + folder);
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of a kind, for example {@code rouge}; fails when it does not exist. */
    public static Path folder(String kind) {
        String configured = System.getProperty("lethe.oracles", "");
        Path folder = configured.isBlank() ? resource("oracles/" + kind) : Path.of(configured, kind);
        if (!Files.isDirectory(folder)) {
            throw new AssertionError("no oracle folder " + folder.toAbsolutePath());
        }
        return folder;
    }

    private static Path resource(String name) {
        URL url = Oracles.class.getClassLoader().getResource(name);
        if (url == null) {
            throw new AssertionError("no test resource " + name);
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError("test resource " + url + " is not a file", e);
        }
    }
}
