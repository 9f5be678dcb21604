package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

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
}
