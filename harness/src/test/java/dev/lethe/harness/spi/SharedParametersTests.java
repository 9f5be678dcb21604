package dev.lethe.harness.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.trial.TestMethod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The scaling of an adapter, which every method that trains one has as a parameter. */
class SharedParametersTests {

    private static final MethodCatalog CATALOG = new MethodCatalog(List.of(TestMethod.lora()));

    private static MethodChoice choice(Map<String, String> overrides) {
        return new MethodChoice("two-lora", new TreeMap<>(overrides));
    }

    private static ResolvedMethod<?> resolved(Map<String, String> overrides) {
        return CATALOG.resolve(choice(overrides), ModelSize.TINY);
    }

    private static LoraConfig adapter(ResolvedMethod<?> method) {
        return method.trainable().adapter().orElseThrow();
    }

    @Test
    void scaleByTheRankUnlessToldOtherwise() {
        assertThat(resolved(Map.of()).values()).containsEntry("rsLora", false);
        assertThat(adapter(resolved(Map.of())).scaling()).isEqualTo(4.0 / 2);

        ResolvedMethod<?> stabilized = resolved(Map.of("rsLora", "true"));
        assertThat(stabilized.values()).containsEntry("rsLora", true);
        assertThat(adapter(stabilized).scaling()).isEqualTo(4 / Math.sqrt(2));
    }

    @Test
    void takeRankStabilizationWithPlainLoraOnly() {
        assertThat(CATALOG.problems(choice(Map.of("trainable", "adalora", "rsLora", "true"))))
                .containsExactly(
                        "methods.two-lora.rsLora has no effect here: set methods.two-lora.trainable to lora, or"
                                + " take it away.");
        assertThat(resolved(Map.of("trainable", "adalora")).values()).doesNotContainKey("rsLora");
        assertThat(CATALOG.problems(choice(Map.of("rsLora", "yes"))))
                .containsExactly("methods.two-lora.rsLora is \"yes\"; expected true or false.");
    }

    @Test
    void areExplained() {
        assertThat(MethodCatalog.parameters(TestMethod.lora()))
                .filteredOn(parameter -> parameter.name().equals("rsLora"))
                .singleElement()
                .satisfies(parameter -> {
                    assertThat(parameter.type()).isEqualTo("true or false");
                    assertThat(parameter.meaning()).contains("alpha / sqrt(rank)");
                    assertThat(parameter.stated().get(ModelSize.TINY).value()).isEqualTo("false");
                });
    }
}
