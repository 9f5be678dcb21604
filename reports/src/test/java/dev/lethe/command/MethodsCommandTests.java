package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.spi.MethodCatalog;
import org.junit.jupiter.api.Test;

class MethodsCommandTests {

    @Test
    void listsEveryMethodWithItsSummaryAndSource() {
        Console console = Console.lethe("methods");

        assertThat(console.exitCode()).isZero();
        assertThat(MethodCatalog.load().methods()).containsKeys("sugd", "agad").allSatisfy((id, method) -> assertThat(
                        console.out())
                .containsPattern("(?m)^" + id + " ")
                .contains(method.summary(), method.source()));
    }

    @Test
    void tellsNeedsInWords() {
        assertThat(Console.lethe("methods").out()).contains("needs: retain set, target recipe");
    }

    @Test
    void listsTheParametersOfEveryMethodWithTheirDefaults() {
        String list = Console.lethe("methods").out();

        assertThat(MethodCatalog.load().methods().values())
                .allSatisfy(
                        method -> assertThat(MethodCatalog.parameters(method)).allSatisfy(parameter -> assertThat(list)
                                .contains(parameter.name() + "="
                                        + parameter.stated().get(ModelSize.TINY).value())));
        assertThat(list).endsWith("lethe methods ID" + System.lineSeparator());
    }

    @Test
    void showsAMethodWithMeaningValuesAndTheirSources() {
        Console console = Console.lethe("methods", "sugd");

        assertThat(console.exitCode()).isZero();
        assertThat(console.out().lines())
                .startsWith(
                        "sugd: " + MethodCatalog.load().methods().get("sugd").summary())
                .anyMatch(line -> line.startsWith("needs: retain set"))
                .containsSubsequence(
                        "chunkSize: forget rows a chunk (C) (a whole number)",
                        "    1B, 7B: 32 - published: shipped configuration, chunk_size")
                .containsSubsequence(
                        "targets: linear layers that are adapted, or trained themselves where trainable is modules, as the"
                                + " checkpoint spells them (a list, separated by commas)")
                .contains("Set one with -Dmethods.sugd.chunkSize=VALUE, or compare variants with"
                        + " \"-Dmethods=sugd[chunkSize=VALUE],sugd\".");
    }

    @Test
    void showsAMethodWithoutParameters() {
        assertThat(Console.lethe("methods", "none").out().lines())
                .containsExactly(
                        "none: the untouched target (sentinel)",
                        "needs: nothing but the rows to forget",
                        "source: a lower bound, not an algorithm");
    }

    @Test
    void suggestsAMethodWhereNoneHasTheId() {
        Console console = Console.lethe("methods", "sgud");

        assertThat(console.exitCode()).isEqualTo(LetheCommand.MISTAKEN);
        assertThat(console.err()).startsWith("unknown method \"sgud\"; did you mean \"sugd\"? Known methods: ");
    }
}
