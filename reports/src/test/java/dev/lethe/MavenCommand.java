package dev.lethe;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real {@code mvn}, offline: that of this build, or else the one on the path. */
final class MavenCommand {

    /** Far more than a fixture takes; ends a build that hangs. */
    private static final int TIMEOUT_SECONDS = 180;

    private final Path executable;
    private final String localRepository;

    private MavenCommand(Path executable, String localRepository) {
        this.executable = executable;
        this.localRepository = localRepository;
    }

    /**
     * What a build did.
     *
     * @param exitCode 0 where it succeeded
     * @param console all that it wrote
     */
    record Build(int exitCode, String console) {}

    /** Empty where this machine has no {@code mvn}. */
    static Optional<MavenCommand> find() throws IOException {
        var build = new Properties();
        try (InputStream resource = MavenCommand.class.getResourceAsStream("/maven.properties")) {
            build.load(resource);
        }
        Stream<Path> ofBuild = Stream.of(build.getProperty("home")).map(home -> Path.of(home, "bin"));
        Stream<Path> onPath = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
        String name = File.separatorChar == '\\' ? "mvn.cmd" : "mvn";
        return Stream.concat(ofBuild, onPath)
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(executable -> new MavenCommand(executable, build.getProperty("localRepository")));
    }

    /** Runs {@code mvn} in a folder. Needs nothing but what this build has used already. */
    Build run(Path project, String... arguments) throws IOException, InterruptedException {
        Path console = Files.createTempFile("maven", ".log");
        var command = new ArrayList<>(List.of(executable.toString(), "--offline", "--batch-mode"));
        command.add("-Dmaven.repo.local=" + localRepository);
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1");
        Process process = builder.start();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        command + " runs for more than " + TIMEOUT_SECONDS + " s:\n" + Files.readString(console));
            }
            return new Build(process.exitValue(), Files.readString(console, Charset.defaultCharset()));
        } finally {
            process.destroyForcibly();
            Files.delete(console);
        }
    }
}
