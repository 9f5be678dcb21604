package dev.lethe.harness.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.lethe.harness.api.UnlearningBenchmark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.DiscoveryIssue.Severity;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.testkit.engine.EngineDiscoveryResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class DiscoveryTests {

    private static final String CLASS = "[engine:lethe]/[class:dev.lethe.harness.engine.DefaultBenchmarkTestCase]";

    @Test
    void gridIsCompleteAndItsIdsAreMadeOfNames() {
        TestDescriptor engine =
                discover(Map.of(), selectClass(DefaultBenchmarkTestCase.class)).getEngineDescriptor();

        assertThat(leaves(engine))
                .containsExactly(
                        CLASS + "/[model:tiny]/[method:sugd]/[seed:42]/[subtask:task1]",
                        CLASS + "/[model:tiny]/[method:sugd]/[seed:42]/[subtask:task2]",
                        CLASS + "/[model:tiny]/[method:sugd]/[seed:42]/[subtask:task3]",
                        CLASS + "/[model:tiny]/[method:sugd]/[seed:42]/[subtask:overall]",
                        CLASS + "/[model:tiny]/[method:agad]/[seed:42]/[subtask:task1]",
                        CLASS + "/[model:tiny]/[method:agad]/[seed:42]/[subtask:task2]",
                        CLASS + "/[model:tiny]/[method:agad]/[seed:42]/[subtask:task3]",
                        CLASS + "/[model:tiny]/[method:agad]/[seed:42]/[subtask:overall]");
    }

    @Test
    void axesNestInTheOrderOfTheConfiguration() {
        TestDescriptor engine = discover(Map.of("methods", "npo"), selectClass(AnnotatedBenchmarkTestCase.class))
                .getEngineDescriptor();

        assertThat(engine.getDescendants().stream()
                        .filter(TestDescriptor::isTest)
                        .map(TestDescriptor::getDisplayName))
                .containsExactly(
                        "tiny npo 7 task2",
                        "tiny npo 7 overall",
                        "tiny npo 42 task2",
                        "tiny npo 42 overall",
                        "big npo 7 task2",
                        "big npo 7 overall",
                        "big npo 42 task2",
                        "big npo 42 overall");
    }

    @Test
    void reportingNamesAreUnique() {
        TestDescriptor engine = discover(Map.of(), selectClass(AnnotatedBenchmarkTestCase.class))
                .getEngineDescriptor();

        assertThat(engine.getDescendants().stream().map(TestDescriptor::getLegacyReportingName))
                .doesNotHaveDuplicates()
                .contains("tiny sugd 7", "tiny sugd 7 task2", "big agad 42 overall");
    }

    @Test
    void classAndLeavesHaveTheClassAsSource() {
        TestDescriptor engine =
                discover(Map.of(), selectClass(DefaultBenchmarkTestCase.class)).getEngineDescriptor();
        TestDescriptor benchmark = engine.getChildren().iterator().next();

        assertThat(benchmark.getSource()).contains(ClassSource.from(DefaultBenchmarkTestCase.class));
        assertThat(benchmark.getDescendants()).allSatisfy(node -> assertThat(node.getSource())
                .isEqualTo(node.isTest() ? benchmark.getSource() : Optional.empty()));
    }

    @Test
    void packagesAndClassPathRootsAreScannedForBenchmarks() throws Exception {
        Path root = Path.of(DefaultBenchmarkTestCase.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        for (List<? extends DiscoverySelector> selectors :
                List.of(List.of(selectPackage("dev.lethe.harness.engine")), selectClasspathRoots(Set.of(root)))) {
            TestDescriptor engine = discover(Map.of(), selectors.toArray(DiscoverySelector[]::new))
                    .getEngineDescriptor();

            assertThat(engine.getChildren().stream().map(TestDescriptor::getDisplayName))
                    .contains("DefaultBenchmarkTestCase", "AnnotatedBenchmarkTestCase")
                    .doesNotContain("AbstractBenchmarkTestCase", "DiscoveryTests");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',8",
        "/[model:tiny],8",
        "/[model:tiny]/[method:agad],4",
        "/[model:tiny]/[method:agad]/[seed:42],4",
        "/[model:tiny]/[method:agad]/[seed:42]/[subtask:task2],1"
    })
    void uniqueIdSelectsWhatIsUnderIt(String path, int leaves) {
        TestDescriptor engine = discover(Map.of(), selectUniqueId(CLASS + path)).getEngineDescriptor();

        assertThat(leaves(engine)).hasSize(leaves).allMatch(id -> id.startsWith(CLASS + path));
    }

    @Test
    void variantsOfAMethodAreNodesNamedByTheirOwnParameters() {
        var parameters = Map.of(
                "methods",
                "npo[epochs=5;beta=0.5],npo,npo[beta=0.1;layers=[a,b]]",
                "subtasks",
                "task1",
                "models",
                "tiny");

        EngineDiscoveryResults results = discover(parameters, selectClass(DefaultBenchmarkTestCase.class));

        assertThat(results.getDiscoveryIssues()).isEmpty();
        assertThat(results.getEngineDescriptor().getDescendants().stream()
                        .filter(TestDescriptor::isTest)
                        .map(TestDescriptor::getLegacyReportingName))
                .containsExactly(
                        "tiny npo[beta=0.5;epochs=5] 42 task1",
                        "tiny npo[beta=0.5;epochs=5] 42 overall",
                        "tiny npo 42 task1",
                        "tiny npo 42 overall",
                        "tiny npo[beta=0.1;layers=[a,b]] 42 task1",
                        "tiny npo[beta=0.1;layers=[a,b]] 42 overall");
    }

    @Test
    void uniqueIdOfAVariantSelectsItWhateverTheOrderOfMethodsAndParameters() {
        TestDescriptor engine = discover(
                        Map.of("methods", "npo[epochs=5;beta=0.5],npo[beta=0.1;layers=[a,b]]"),
                        selectClass(DefaultBenchmarkTestCase.class))
                .getEngineDescriptor();
        var otherOrder = Map.of("methods", "npo[layers=[a,b];beta=0.1],gold,npo[beta=0.5;epochs=5]");

        assertThat(leaves(engine)).hasSize(8);
        for (String leaf : leaves(engine)) {
            EngineDiscoveryResults results = discover(otherOrder, selectUniqueId(leaf));

            assertThat(results.getDiscoveryIssues()).isEmpty();
            assertThat(leaves(results.getEngineDescriptor())).containsExactly(leaf);
        }
    }

    @Test
    void variantsThatSayTheSameAreAnError() {
        EngineDiscoveryResults results = discover(
                Map.of("methods", "npo[beta=0.50],npo[beta=0.5]"), selectClass(DefaultBenchmarkTestCase.class));

        assertThat(results.getDiscoveryIssues())
                .singleElement()
                .extracting(DiscoveryIssue::message)
                .isEqualTo("\"npo[beta=0.50]\" and \"npo[beta=0.5]\" are the same trial: their parameters have the same"
                        + " values. Name one of them.");
    }

    @Test
    void selectedLeavesStandInTheOrderOfTheGrid() {
        String trial = CLASS + "/[model:tiny]/[method:sugd]/[seed:42]";

        TestDescriptor engine = discover(
                        Map.of(),
                        selectUniqueId(trial + "/[subtask:overall]"),
                        selectUniqueId(trial + "/[subtask:task3]"),
                        selectUniqueId(CLASS + "/[model:tiny]/[method:sugd]/[seed:42]/[subtask:task1]"))
                .getEngineDescriptor();

        assertThat(leaves(engine))
                .containsExactly(trial + "/[subtask:task1]", trial + "/[subtask:task3]", trial + "/[subtask:overall]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/[model:huge]",
                "/[model:tiny]/[method:npo]",
                "/[model:tiny]/[method:sugd]/[seed:1]",
                "/[model:tiny]/[method:sugd]/[seed:42]/[subtask:task4]",
                "/[method:sugd]"
            })
    void uniqueIdOutsideTheGridIsAnIssue(String path) {
        EngineDiscoveryResults results = discover(Map.of(), selectUniqueId(CLASS + path));

        assertThat(results.getDiscoveryIssues()).singleElement().satisfies(issue -> {
            assertThat(issue.severity()).isEqualTo(Severity.ERROR);
            assertThat(issue.message()).endsWith("could not be resolved");
        });
    }

    @Test
    void uniqueIdsOfOtherEnginesAndClassesAreLeftAlone() {
        EngineDiscoveryResults results =
                discover(Map.of(), selectUniqueId("[engine:other]/[class:x]"), selectClass(String.class));

        assertThat(results.getDiscoveryIssues()).isEmpty();
        assertThat(results.getEngineDescriptor().getChildren()).isEmpty();
    }

    @Test
    void everyUnknownNameIsAnErrorAndAllAreCollected() {
        EngineDiscoveryResults results = discover(
                Map.of("methods", "sgud,npo", "models", "tiny,huge", "subtasks", "task7", "seeds", "x", "lethe.y", "1"),
                selectClass(DefaultBenchmarkTestCase.class));

        assertThat(results.getDiscoveryIssues()).allSatisfy(issue -> {
            assertThat(issue.severity()).isEqualTo(Severity.ERROR);
            assertThat(issue.source()).contains(ClassSource.from(DefaultBenchmarkTestCase.class));
        });
        assertThat(results.getDiscoveryIssues().stream().map(DiscoveryIssue::message))
                .anyMatch(message -> message.startsWith("unknown key \"lethe.y\""))
                .contains(
                        "seeds = \"x\"; expected whole numbers, comma-separated. Default: 42.",
                        "subtasks = \"task7\"; expected some of task1, task2, task3, comma-separated."
                                + " Default: task1,task2,task3.",
                        "unknown model \"huge\"; known models: big, tiny.")
                .anyMatch(message -> message.startsWith(
                        "unknown method \"sgud\"; did you mean \"sugd\"? Known methods: agad, gold, npo, sugd."))
                .hasSize(5);
    }

    @Test
    void problemOfTheWholeRunIsToldOnceForAllClasses() {
        EngineDiscoveryResults results = discover(
                Map.of("methods", "nothing"),
                selectClass(DefaultBenchmarkTestCase.class),
                selectClass(AnnotatedBenchmarkTestCase.class));

        assertThat(results.getDiscoveryIssues()).hasSize(1);
    }

    @Test
    void classWithProblemsStaysInTheTree() {
        TestDescriptor engine = discover(Map.of("methods", "nothing"), selectClass(DefaultBenchmarkTestCase.class))
                .getEngineDescriptor();

        assertThat(engine.getChildren()).singleElement().satisfies(child -> {
            assertThat(child.getChildren()).isEmpty();
            assertThat(TestDescriptor.containsTests(child)).isTrue();
        });
    }

    private static EngineDiscoveryResults discover(Map<String, String> parameters, DiscoverySelector... selectors) {
        return discover(parameters, new FakeTrials(), selectors);
    }

    private static EngineDiscoveryResults discover(
            Map<String, String> parameters, FakeTrials trials, DiscoverySelector... selectors) {
        return EngineTestKit.engine(trials.engine())
                .configurationParameters(parameters)
                .selectors(selectors)
                .discover();
    }

    private static List<String> leaves(TestDescriptor engine) {
        return engine.getDescendants().stream()
                .filter(TestDescriptor::isTest)
                .map(leaf -> leaf.getUniqueId().toString())
                .toList();
    }

    @UnlearningBenchmark
    abstract static class AbstractBenchmarkTestCase {}
}
