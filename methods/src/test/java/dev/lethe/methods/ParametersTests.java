package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.spi.UnlearningMethod;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method's values are stated, sourced and can be changed; what cannot be read is named. */
class ParametersTests {

    static Stream<Arguments> methodsAndSizes() {
        return Methods.ids().stream()
                .flatMap(id -> Stream.of(ModelSize.values()).map(size -> Arguments.of(id, size)));
    }

    static List<String> all() {
        return Methods.ids();
    }

    static List<String> training() {
        return Methods.training();
    }

    private static MethodChoice choice(String id, Map<String, String> overrides) {
        return new MethodChoice(id, new TreeMap<>(overrides));
    }

    private static List<String> problems(String id, Map<String, String> overrides) {
        return Methods.CATALOG.problems(choice(id, overrides));
    }

    @ParameterizedTest
    @MethodSource("methodsAndSizes")
    void resolve(String id, ModelSize size) {
        ResolvedMethod<?> resolved = Methods.CATALOG.resolve(choice(id, Map.of()), size);
        for (RecordComponent component : Methods.components(resolved.method())) {
            Object value = Methods.value(resolved.parameters(), component);
            Object recorded = resolved.values().get(component.getName());
            if (value instanceof Number number) {
                assertThat(((Number) recorded).doubleValue()).isEqualTo(number.doubleValue());
            } else {
                assertThat(recorded).isEqualTo(recorded(value));
            }
        }
        assertThat(resolved.values().containsKey("trainable")).isEqualTo(resolved.trainable() != null);
    }

    /** A value as the record has it: words in lower case. */
    private static Object recorded(Object value) {
        return value instanceof Enum<?> word ? word.name().toLowerCase(Locale.ROOT) : value;
    }

    @ParameterizedTest
    @MethodSource("all")
    void haveASource(String id) throws IOException {
        UnlearningMethod<?> method = Methods.CATALOG.methods().get(id);
        try (InputStream in = method.getClass().getResourceAsStream("parameters.json")) {
            JsonNode sizes = new ObjectMapper().readTree(in).path(id);
            for (JsonNode size : sizes) {
                for (Map.Entry<String, JsonNode> entry : size.properties()) {
                    assertThat(entry.getValue().path("source").asText())
                            .as(id + "." + entry.getKey())
                            .matches("(published|recommended|ours)(: .+)?");
                }
            }
        }
    }

    @Test
    void haveAMeaning() {
        List<String> silent = Methods.ids().stream()
                .flatMap(
                        id -> MethodCatalog.parameters(Methods.CATALOG.methods().get(id)).stream()
                                .filter(parameter -> parameter.meaning() == null)
                                .map(parameter -> id + "." + parameter.name()))
                .toList();

        assertThat(silent).as("parameters without @Meaning").isEmpty();
    }

    @Test
    void suggestTheNameThatWasMeant() {
        assertThat(problems("sugd", Map.of("epoch", "1", "unheardOf", "1")))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("methods.sugd.epoch is unknown; ")
                        .endsWith("Did you mean \"methods.sugd.epochs\"?"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("methods.sugd.unheardOf is unknown; ")
                        .doesNotContain("Did you mean"));
        assertThat(problems("sgud", Map.of()))
                .singleElement()
                .asString()
                .startsWith("unknown method \"sgud\"; did you mean \"sugd\"? Known methods: agad, ");
    }

    @ParameterizedTest
    @MethodSource("all")
    void listTheKnownNames(String id) {
        List<String> known = Methods.components(Methods.CATALOG.methods().get(id)).stream()
                .map(RecordComponent::getName)
                .toList();
        List<String> problems = problems(id, Map.of("nonsense", "1"));
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("methods." + id + ".nonsense is unknown; " + id)
                .endsWith(".");
        assertThat(known).allSatisfy(name -> assertThat(problems.get(0)).contains(name));
    }

    @Test
    void listTheKnownMethods() {
        assertThat(problems("nonsense", Map.of()))
                .containsExactly("unknown method \"nonsense\"; known methods: " + String.join(", ", Methods.ids())
                        + ". Name known ones in -Dmethods=, or put the jar that provides it on the class path.");
    }

    @ParameterizedTest
    @MethodSource("training")
    void sayWhichTypeIsExpected(String id) {
        for (RecordComponent component :
                Methods.components(Methods.CATALOG.methods().get(id))) {
            String expected = expected(component.getType());
            for (String wrong : List.of("many", "1 2", "null", "[1]")) {
                assertThat(problems(id, Map.of(component.getName(), wrong)))
                        .as(wrong)
                        .singleElement()
                        .asString()
                        .startsWith("methods." + id + "." + component.getName() + " is ")
                        .endsWith("; expected " + expected + ".");
            }
        }
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(word -> (String) recorded(word))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return type == int.class ? "a whole number" : type == double.class ? "a number" : "true or false";
    }

    @Test
    void takeWordsInAnyCase() {
        ResolvedMethod<?> resolved = Methods.resolve("npo", Map.of("variant", "Token"));
        assertThat(((Npo.Parameters) resolved.parameters()).variant()).isEqualTo(NpoVariant.TOKEN);
        assertThat(resolved.values()).containsEntry("variant", "token");
        assertThat(problems("npo", Map.of("variant", "0")))
                .containsExactly("methods.npo.variant is \"0\"; expected one of sequence, token, batch.");
    }

    @ParameterizedTest
    @CsvSource({"epochs, 1.5", "epochs, 99999999999", "epochs, true", "learningRate, true", "appendEos, 1"})
    void areNotBentIntoAnotherType(String name, String value) {
        assertThat(problems("sugd", Map.of(name, value)))
                .singleElement()
                .asString()
                .startsWith("methods.sugd." + name + " is " + value + "; expected ");
    }

    @Test
    void areCheckedAllAtOnce() {
        assertThat(problems(
                        "sugd",
                        Map.of(
                                "epochs",
                                "many",
                                "learningRate",
                                "fast",
                                "rank",
                                "deep",
                                "trainable",
                                "lora",
                                "speed",
                                "1")))
                .hasSize(4)
                .contains(
                        "methods.sugd.epochs is \"many\"; expected a whole number.",
                        "methods.sugd.learningRate is \"fast\"; expected a number.",
                        "methods.sugd.rank is \"deep\"; expected a whole number.");
    }

    @Test
    void keepTheirRange() {
        assertThat(problems("sugd", Map.of("epochs", "0")))
                .containsExactly("methods.sugd.epochs is 0; expected at least 1.");
        assertThat(problems("ga", Map.of("learningRate", "1e999")))
                .containsExactly("methods.ga.learningRate is Infinity; expected a positive number.");
        assertThat(problems("agad", Map.of("annealingFraction", "1.5")))
                .containsExactly("methods.agad.annealingFraction is 1.5; expected between 0 and 1.");
        assertThatThrownBy(() -> Methods.resolve("sugd", Map.of("batchSize", "5")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("methods.sugd.batchSize is 5; expected a multiple of 1 + retainPerForget = ");
    }

    @ParameterizedTest
    @MethodSource("training")
    void takeOverrides(String id) {
        for (RecordComponent component :
                Methods.components(Methods.CATALOG.methods().get(id))) {
            Record changed = Methods.changed(Methods.resolve(id, Map.of()).parameters(), component)
                    .orElseThrow();
            Object value = Methods.value(changed, component);
            ResolvedMethod<?> resolved = Methods.resolve(id, Map.of(component.getName(), value.toString()));
            assertThat(resolved.parameters()).isEqualTo(changed);
            assertThat(resolved.values()).containsEntry(component.getName(), recorded(value));
        }
    }
}
