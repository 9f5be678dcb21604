package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.Lethe;
import dev.lethe.SmallCheckpoint;
import dev.lethe.harness.api.UnlearningBenchmark;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real trials of a model that knows nothing; all tests share their records. */
@Timeout(120)
class RunCommandTests {

    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeModel() throws IOException {
        SmallCheckpoint.write(folder.resolve("model"));
    }

    @Test
    void runsTheGridWithTheKeysThatMavenTakes() {
        Console console = run("-Dmethods=none", "-Dlimit=1");

        assertThat(console.exitCode()).as(console.toString()).isZero();
        assertThat(console.out())
                .contains("2 leaves: 2 passed, 0 failed, 0 not run")
                .doesNotContain("FAILED");
        assertThat(folder.resolve("reports/leaderboard/index.html")).content().contains("none");
    }

    @Test
    void failsWhereALeafFailsAndSaysWhichAndWhy() {
        Console console = run("-Dmethods=none", "-Dlimit=1", "-Dexpect.retain.task1=1", "-Dexpect.final=0.5");

        assertThat(console.exitCode()).isEqualTo(1);
        assertThat(console.out())
                .contains("none 42 task1", "retain.task1 is ", "expected at least 1.0", "final is absent")
                .contains("2 leaves: 0 passed, 2 failed, 0 not run")
                .doesNotContain("\tat ");
    }

    @Test
    void scoresTheModelBeforeUnlearningFirstWhereAnExpectationComparesWithIt() {
        Console console = run("-Dmethods=gd[epochs=1],none", "-Dlimit=1", "-Dexpect.mmluFloor=0", output("floor"));

        assertThat(console.exitCode()).as(console.toString()).isZero();
    }

    @Test
    void asksForTheModelBeforeUnlearningWhereAnExpectationComparesWithIt() {
        Console console = run("-Dmethods=gd[epochs=1]", "-Dlimit=1", "-Dexpect.mmluFloor=0", output("no-floor"));

        assertThat(console.exitCode()).isEqualTo(1);
        assertThat(console.out()).contains("mmluFloor is absent", "add none to -Dmethods=");
    }

    @Test
    void runsABenchmarkOfTheUsersOwnFromItsFolderOfClasses() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path source = Files.writeString(
                folder.resolve("ForgettingBenchmark.java"),
                """
                package example;

                @dev.lethe.harness.api.UnlearningBenchmark(methods = "none", subtasks = "task1")
                class ForgettingBenchmark {}
                """);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), "-cp", classPath(), source.toString());
        assertThat(compiled).isZero();

        Console console = lethe("run", "--class", "example.ForgettingBenchmark", "-cp", classes.toString());

        assertThat(console.exitCode()).as(console.toString()).isZero();
        assertThat(console.out()).contains("2 leaves: 2 passed");
    }

    @Test
    void tellsEveryMistakeAtOnceAndRunsNothing() {
        Console console = run("-Dmethdos=sugd", "-Dexpect.finale=1", "-Dmethods=nnoe", "-Dseeds=many");

        assertThat(console.exitCode()).as(console.toString()).isEqualTo(2);
        assertThat(console.err())
                .contains(
                        "unknown key \"methdos\"; did you mean \"methods\"?",
                        "unknown key \"expect.finale\"; did you mean \"expect.final\"?",
                        "unknown method \"nnoe\"",
                        "seeds = \"many\"")
                .doesNotContain("\tat ");
        assertThat(console.out()).isEmpty();
    }

    @Test
    void asksForAClassThatIsThere() {
        Console console = lethe("run", "--class", "example.Nothing");

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains("class example.Nothing is not on the class path", "--class-path");
    }

    @Test
    void asksForABenchmark() {
        Console console = lethe("run", "--class", RunCommandTests.class.getName());

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains("is not a benchmark", "@" + UnlearningBenchmark.class.getSimpleName());
    }

    @Test
    void asksForAClassPathThatIsThere() {
        Console console =
                lethe("run", "--class-path", folder.resolve("gone.jar").toString());

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains("gone.jar does not exist");
    }

    /** Signals other than Ctrl-C's take the same way; this one a test can send everywhere. */
    @Test
    void endsBetweenStepsWhereTheProcessIsAskedToEnd() throws Exception {
        Path output = folder.resolve("ended");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                Lethe.class.getName()));
        command.addAll(arguments("-Dmethods=gd[epochs=500]", output("ended")));
        Path log = folder.resolve("ended.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        while (process.isAlive() && find(output, "steps.csv").isEmpty()) {
            Thread.sleep(100);
        }
        process.destroy();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(128 + 15);
        assertThat(log)
                .content()
                .contains(
                        "Ending after this step; what is finished is kept.",
                        "2 leaves: 0 passed, 0 failed, 2 not run",
                        "run the same command again to go on from here");
        assertThat(RecordJson.read(find(output, RecordJson.FILE).get(0)).status())
                .isEqualTo(RunStatus.RUNNING);
    }

    private static Console run(String... keys) {
        return Console.lethe(arguments(keys).toArray(String[]::new));
    }

    private static List<String> arguments(String... keys) {
        var arguments = new ArrayList<>(List.of("run", "-Dsubtasks=task1"));
        arguments.addAll(List.of(keys));
        return withFolders(arguments);
    }

    private static Console lethe(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("-Dlimit=1");
        return Console.lethe(withFolders(all).toArray(String[]::new));
    }

    /** The folders of the test, unless it names another output. */
    private static List<String> withFolders(List<String> arguments) {
        if (arguments.stream().noneMatch(argument -> argument.startsWith("-Doutput="))) {
            arguments.add("-Doutput=" + folder.resolve("reports"));
        }
        arguments.add("-Dmodels=" + folder.resolve("model"));
        arguments.add("-Dcache=" + folder.resolve("cache"));
        return arguments;
    }

    private static String output(String name) {
        return "-Doutput=" + folder.resolve(name);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static List<Path> find(Path below, String name) throws IOException {
        if (!Files.isDirectory(below)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(file -> file.endsWith(name)).toList();
        }
    }
}
