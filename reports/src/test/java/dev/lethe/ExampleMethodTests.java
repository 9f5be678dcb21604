package dev.lethe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lethe.MavenCommand.Build;
import dev.lethe.command.LetheCommand;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project {@code example-method}, whose method Lethe does not know: built, run, and found in its jar. */
class ExampleMethodTests {

    @TempDir
    private static Path folder;

    private static Build build;

    @BeforeAll
    static void buildAndRun() throws Exception {
        UserProject project = UserProject.copy("example-method", folder);
        SmallCheckpoint.write(folder.resolve("model"));
        build = project.mvn("test", "-Dmodels=model", "-Dlimit=1", "-Dkeep=weights", "-Dcache=cache");
    }

    @Test
    void unlearnsInEveryVariant() throws IOException {
        assertThat(build.exitCode()).as(build.console()).isZero();
        assertThat(build.console()).contains("Tests run: 12, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(records())
                .allSatisfy(record -> assertThat(record.status()).isEqualTo(RunStatus.COMPLETED))
                .extracting(RunRecord::name, record -> record.parameters().get("level"))
                .containsExactlyInAnyOrder(
                        tuple("model none 42", null),
                        tuple("model level[level=4] 42", 4L),
                        tuple("model level 42", 6L));
        assertThat(weights("level-")).isNotEmpty().allSatisfy(weights -> assertThat(weights)
                .isNotEqualTo(Files.readAllBytes(folder.resolve("model/model.safetensors"))));
        assertThat(folder.resolve("lethe-reports/leaderboard/index.html"))
                .content()
                .contains("level[level=4]");
    }

    @Test
    void isFoundInAJar() throws IOException {
        Path jar = folder.resolve("forgetting.jar");
        pack(folder.resolve("target/classes"), jar);

        String list = lethe(jar, "methods");
        String detail = lethe(jar, "methods", "level");

        assertThat(list).contains("sugd  ", "level ", "raises the forget loss to a level, descends on retain");
        assertThat(detail.lines())
                .contains(
                        "level: mean loss per token at which a forget batch counts as forgotten, in nats (a number)",
                        "    tiny, 1B, 7B: 6 - a guess");
    }

    private static List<RunRecord> records() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve("lethe-reports/runs"))) {
            return runs.map(run -> RecordJson.read(run.resolve(RecordJson.FILE)))
                    .toList();
        }
    }

    /** The resulting weights of the trials whose folders hold {@code name}. */
    private static List<byte[]> weights(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("lethe-reports/runs"))) {
            return files.filter(file -> file.endsWith("checkpoint/model.safetensors"))
                    .filter(file -> file.toString().contains(name))
                    .map(ExampleMethodTests::bytes)
                    .toList();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
        }
    }

    /** What the command line prints where {@code jar} is on its class path. */
    private static String lethe(Path jar, String... arguments) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        var out = new StringWriter();
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            assertThat(LetheCommand.commandLine()
                            .setOut(new PrintWriter(out, true))
                            .execute(arguments))
                    .isZero();
        } finally {
            thread.setContextClassLoader(before);
        }
        return out.toString();
    }
}
