package dev.lethe;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lethe.MavenCommand.Build;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Maven project of a user's own, copied from the test resources. Lethe is not installed when tests run, so its class
 * path is written into the project's {@code pom.xml}.
 *
 * @param folder where it is
 * @param maven what builds it
 */
record UserProject(Path folder, MavenCommand maven) {

    /** Copies the project of this name; aborts the tests where this machine has no {@code mvn}. */
    static UserProject copy(String name, Path folder) throws IOException, URISyntaxException {
        Optional<MavenCommand> maven = MavenCommand.find();
        assumeTrue(maven.isPresent(), "no mvn executable, neither that of this build nor one on the PATH");
        Path project = Path.of(UserProject.class.getResource("/" + name).toURI());
        try (Stream<Path> files = Files.walk(project)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(project.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        List<String> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .toList();
        Path pom = folder.resolve("pom.xml");
        Files.writeString(
                pom,
                Files.readString(pom)
                        .replace("%CLASSPATH-FOR-JAVAC%", String.join(File.pathSeparator, classPath))
                        .replace("%CLASSPATH-FOR-SUREFIRE%", String.join(",", classPath)));
        return new UserProject(folder, maven.get());
    }

    /** Runs {@code mvn} in it. */
    Build mvn(String... arguments) throws IOException, InterruptedException {
        return maven.run(folder, arguments);
    }
}
