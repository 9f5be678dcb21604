package dev.lethe.harness.trial;

import dev.lethe.data.Row;
import dev.lethe.data.UserException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The digest of Lethe's own classes and resources and of a method's: an edited method is never served a stale score. */
final class CodeDigest {

    private CodeDigest() {}

    static String of(Class<?> method) {
        var digests = new ArrayList<String>();
        for (Path location : locations(List.of(Row.class, CodeDigest.class, method))) {
            digests.add(Digest.ofFiles(location.getParent(), files(location)));
        }
        return Digest.ofTexts(digests);
    }

    private static Set<Path> locations(List<Class<?>> classes) {
        var locations = new LinkedHashSet<Path>();
        for (Class<?> type : classes) {
            try {
                locations.add(Path.of(
                        type.getProtectionDomain().getCodeSource().getLocation().toURI()));
            } catch (URISyntaxException e) {
                throw new IllegalStateException("where is " + type.getName() + "?", e);
            }
        }
        return locations;
    }

    private static List<Path> files(Path jarOrFolder) {
        try (Stream<Path> files = Files.walk(jarOrFolder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw UserException.environment("cannot read the code in " + jarOrFolder + ": " + e.getMessage(), e);
        }
    }
}
