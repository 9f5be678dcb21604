package dev.lethe.harness.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What is wrong with the models and methods of a plan is told with its line, like the plan's other faults. */
class PlanDiscoveryTests {

    private static final String YAML =
            """
            models:
              - tiny
              - huge
            methods:
              - sgud
              - npo: {betta: 0.5}
              - agad:
                  epochs: many
              - gold[beta=x]
            """;

    private static final String JSON =
            """
            {
              "models": ["tiny",
                "huge"],
              "methods": [
                "sgud",
                {"npo": {"betta": 0.5}},
                {"agad": {
                  "epochs": "many"}},
                "gold[beta=x]"]
            }
            """;

    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(strings = {"grid.yaml", "grid.json"})
    void unknownNamesAndIllValuesAreToldWithTheirLines(String name) {
        assertThat(problems(name, name.endsWith("json") ? JSON : YAML, Map.of()))
                .containsExactly(
                        name + ":3: unknown model \"huge\"; known models: big, tiny.",
                        name + ":5: unknown method \"sgud\"; did you mean \"sugd\"?"
                                + " Known methods: agad, gold, npo, sugd."
                                + " Name known ones in -Dmethods=, or put the jar that provides it on the class path.",
                        name + ":6: methods.npo.betta is unknown; npo has the parameters beta, epochs, layers."
                                + " Did you mean \"methods.npo.beta\"?",
                        name + ":7: methods.agad.epochs is \"many\"; expected a whole number.",
                        name + ":9: methods.gold.beta is \"x\"; expected a number.");
    }

    @Test
    void theSameFaultIsToldForEachLine() {
        assertThat(problems("grid.yaml", "methods:\n- npo: {beta: x}\n- npo: {beta: x, epochs: 2}\n", Map.of()))
                .containsExactly(
                        "grid.yaml:2: methods.npo.beta is \"x\"; expected a number.",
                        "grid.yaml:3: methods.npo.beta is \"x\"; expected a number.");
    }

    @Test
    void variantsThatSayTheSameAreToldWithTheLineOfTheSecond() {
        assertThat(problems("grid.yaml", "methods:\n- npo[beta=0.50]\n- npo[beta=0.5]\n", Map.of()))
                .containsExactly("grid.yaml:3: \"npo[beta=0.50]\" and \"npo[beta=0.5]\" are the same trial: their"
                        + " parameters have the same values. Name one of them.");
    }

    @Test
    void whatAKeyNamesInsteadHasNoLine() {
        assertThat(problems(
                        "grid.yaml",
                        "models: vast\nmethods: sgud\n",
                        Map.of("models", "huge", "methods", "npo[epochs=many]")))
                .containsExactly(
                        "unknown model \"huge\"; known models: big, tiny.",
                        "methods.npo.epochs is \"many\"; expected a whole number.");
    }

    @Test
    void whatAKeyBringsIntoAMethodOfThePlanHasNoLine() {
        assertThat(problems(
                        "grid.yaml",
                        "methods:\n- npo: {beta: 0.5, epochs: many}\n- sugd\n",
                        Map.of("methods.npo.beta", "x", "methods.sugd.betta", "1")))
                .containsExactly(
                        "methods.npo.beta is \"x\"; expected a number.",
                        "grid.yaml:2: methods.npo.epochs is \"many\"; expected a whole number.",
                        "methods.sugd.betta is unknown; sugd has the parameters beta, epochs, layers."
                                + " Did you mean \"methods.sugd.beta\"?");
    }

    private List<String> problems(String name, String plan, Map<String, String> keys) {
        var parameters = new TreeMap<>(keys);
        parameters.put("plan", write(name, plan));
        parameters.put("lethe.cwd", work.toString());
        return EngineTestKit.engine(new FakeTrials().engine())
                .configurationParameters(parameters)
                .selectors(selectClass(DefaultBenchmarkTestCase.class))
                .discover()
                .getDiscoveryIssues()
                .stream()
                .map(DiscoveryIssue::message)
                .toList();
    }

    private String write(String name, String plan) {
        try {
            Files.writeString(work.resolve(name), plan);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return name;
    }
}
