package dev.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.MavenCommand.Build;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    private static Path folder;

    private static UserProject project;

    @BeforeAll
    static void copyProject() throws IOException, URISyntaxException {
        project = UserProject.copy("fixture-project", folder);
    }

    @Test
    void runsEveryLeafOfEveryTrialAsATestWithItsName() throws Exception {
        Build build = project.mvn("test", "-Dseeds=42,7", "-Dmethods.forget-once.batchSize=8");

        assertThat(build.exitCode()).as(build.console()).isZero();
        assertThat(build.console()).contains("Tests run: 8, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(reportedNames())
                .containsExactlyElementsOf(Stream.of("42", "7")
                        .flatMap(seed -> Stream.of("task1", "task2", "task3", "overall")
                                .map(leaf -> "tiny forget-once " + seed + " " + leaf))
                        .toList());
        assertThat(folder.resolve("lethe-reports/leaderboard/index.html"))
                .content()
                .contains("forget-once");
    }

    @Test
    void runsVariantsOfAMethodSideBySide() throws Exception {
        Build build = project.mvn(
                "test", "-Dmethods=forget-once[learningRate=0.1;batchSize=8],forget-once", "-Dsubtasks=task1");

        assertThat(build.exitCode()).as(build.console()).isZero();
        assertThat(reportedNames())
                .containsExactly(
                        "tiny forget-once[batchSize=8;learningRate=0.1] 42 task1",
                        "tiny forget-once[batchSize=8;learningRate=0.1] 42 overall",
                        "tiny forget-once 42 task1",
                        "tiny forget-once 42 overall");
    }

    @Test
    void runsAPlan() throws Exception {
        Files.writeString(
                folder.resolve("grid.yaml"),
                "methods:\n  - forget-once: {batchSize: 8}\nseeds: [1, 2]\nsubtasks: [task2]\nexpect: {final: 0.9}\n");

        Build build = project.mvn("test", "-Dplan=grid.yaml", "-Dexpect.final=0.4", "-Dseeds=3");

        assertThat(build.exitCode()).as(build.console()).isZero();
        assertThat(reportedNames())
                .containsExactly("tiny forget-once[batchSize=8] 3 task2", "tiny forget-once[batchSize=8] 3 overall");
    }

    @Test
    void failsWhereAnExpectationIsMissed() throws Exception {
        Build build = project.mvn("test", "-Dexpect.final=0.9");

        assertThat(build.exitCode()).as(build.console()).isNotZero();
        assertThat(build.console())
                .contains("Tests run: 4, Failures: 1, Errors: 0, Skipped: 0", "tiny forget-once 42 overall")
                .containsPattern("final.*0\\.5.*0\\.9");
    }

    @Test
    void failsWhereAMethodIsUnknownAndNamesTheKnownOnes() throws Exception {
        Build build = project.mvn("test", "-Dmethods=forgetonce");

        assertThat(build.exitCode()).as(build.console()).isNotZero();
        assertThat(build.console()).contains("unknown method \"forgetonce\"", "agad", "forget-once", "sugd");
    }

    @Test
    void failsWhereAParameterIsUnknownAndNamesTheKnownOnes() throws Exception {
        Build build = project.mvn("test", "-Dmethods.forget-once.batchsize=8");

        assertThat(build.exitCode()).as(build.console()).isNotZero();
        assertThat(build.console()).contains("methods.forget-once.batchsize", "learningRate, batchSize");
    }

    private static List<String> reportedNames() throws Exception {
        Path report = folder.resolve("target/surefire-reports/TEST-example.NightlyBenchmark.xml");
        var cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        return IntStream.range(0, cases.getLength())
                .mapToObj(i -> ((Element) cases.item(i)).getAttribute("name"))
                .collect(Collectors.toList());
    }
}
