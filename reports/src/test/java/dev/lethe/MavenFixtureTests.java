package dev.lethe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lethe.MavenCommand.Build;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/**
 * A user's own project, with a benchmark and a method of its own, built by a real Maven. Its trials are stubs: what is
 * tested is how JUnit, Surefire and Lethe work together.
 */
class MavenFixtureTests {

    @TempDir
    private static Path project;

    private static Optional<MavenCommand> maven = Optional.empty();

    @BeforeAll
    static void copyProject() throws IOException, URISyntaxException {
        maven = MavenCommand.find();
        assumeTrue(maven.isPresent(), "no mvn executable, neither that of this build nor one on the PATH");
        Path fixture =
                Path.of(MavenFixtureTests.class.getResource("/fixture-project").toURI());
        try (Stream<Path> files = Files.walk(fixture)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = project.resolve(fixture.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        List<String> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .toList();
        Path pom = project.resolve("pom.xml");
        Files.writeString(
                pom,
                Files.readString(pom)
                        .replace("%CLASSPATH-FOR-JAVAC%", String.join(File.pathSeparator, classPath))
                        .replace("%CLASSPATH-FOR-SUREFIRE%", String.join(",", classPath)));
    }

    @Test
    void runsEveryLeafOfEveryTrialAsATestWithItsName() throws Exception {
        Build build = mvn("-Dseeds=42,7", "-Dmethods.forget-once.batchSize=8");

        assertThat(build.exitCode()).as(build.console()).isZero();
        assertThat(build.console()).contains("Tests run: 8, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(reportedNames())
                .containsExactlyElementsOf(Stream.of("42", "7")
                        .flatMap(seed -> Stream.of("task1", "task2", "task3", "overall")
                                .map(leaf -> "tiny forget-once " + seed + " " + leaf))
                        .toList());
        assertThat(project.resolve("lethe-reports/leaderboard/index.html"))
                .content()
                .contains("forget-once");
    }

    @Test
    void failsWhereAnExpectationIsMissed() throws Exception {
        Build build = mvn("-Dexpect.final=0.9");

        assertThat(build.exitCode()).as(build.console()).isNotZero();
        assertThat(build.console())
                .contains("Tests run: 4, Failures: 1, Errors: 0, Skipped: 0", "tiny forget-once 42 overall")
                .containsPattern("final.*0\\.5.*0\\.9");
    }

    @Test
    void failsWhereAMethodIsUnknownAndNamesTheKnownOnes() throws Exception {
        Build build = mvn("-Dmethods=forgetonce");

        assertThat(build.exitCode()).as(build.console()).isNotZero();
        assertThat(build.console()).contains("unknown method \"forgetonce\"", "agad", "forget-once", "sugd");
    }

    @Test
    void failsWhereAParameterIsUnknownAndNamesTheKnownOnes() throws Exception {
        Build build = mvn("-Dmethods.forget-once.batchsize=8");

        assertThat(build.exitCode()).as(build.console()).isNotZero();
        assertThat(build.console()).contains("methods.forget-once.batchsize", "learningRate, batchSize");
    }

    private static Build mvn(String... keys) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("test"));
        arguments.addAll(List.of(keys));
        return maven.orElseThrow().run(project, arguments.toArray(String[]::new));
    }

    private static List<String> reportedNames() throws Exception {
        Path report = project.resolve("target/surefire-reports/TEST-example.NightlyBenchmark.xml");
        var cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        return IntStream.range(0, cases.getLength())
                .mapToObj(i -> ((Element) cases.item(i)).getAttribute("name"))
                .collect(Collectors.toList());
    }
}
