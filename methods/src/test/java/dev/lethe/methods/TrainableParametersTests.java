package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.spi.MasterWeights;
import dev.lethe.harness.spi.ModelTraits;
import dev.lethe.harness.spi.ResolvedMethod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is trained is a choice that every training method shares; a value that does not fit the choice is named. */
class TrainableParametersTests {

    static List<String> training() {
        return Methods.training();
    }

    static List<String> trainingAnything() {
        return Methods.trainingAnything();
    }

    private static MethodChoice choice(String id, Map<String, String> overrides) {
        return new MethodChoice(id, new TreeMap<>(overrides));
    }

    private static List<String> problems(String id, Map<String, String> overrides) {
        return Methods.CATALOG.problems(choice(id, overrides));
    }

    @ParameterizedTest
    @CsvSource({
        "rank, 0, expected at least 1",
        "alpha, -1, expected a positive number",
        "lastBlocks, 0, expected at least 1",
        "dropout, 1, expected at least 0 and below 1",
        "dropout, -0.1, expected at least 0 and below 1",
        "blocks, '0,-1', 'expected numbers of blocks, counted from 0'",
        "trainable, half, 'expected lora, adalora, modules, last-k or full'",
    })
    void keepTheRangeOfWhatIsTrained(String name, String value, String expected) {
        for (String id : training()) {
            String trainable =
                    switch (name) {
                        case "lastBlocks" -> "last-k";
                        case "blocks" -> "modules";
                        default -> "lora";
                    };
            if (name.equals("blocks") && !trainingAnything().contains(id)) {
                continue;
            }
            assertThat(problems(
                            id,
                            name.equals("trainable")
                                    ? Map.of(name, value)
                                    : Map.of("trainable", trainable, name, value)))
                    .singleElement()
                    .asString()
                    .startsWith("methods." + id + "." + name + " is ")
                    .contains(expected);
        }
    }

    @Test
    void thatFitNoChoiceOfWhatIsTrainedAreProblems() {
        assertThat(problems("sugd", Map.of("trainable", "full", "rank", "8", "lastBlocks", "2")))
                .containsExactly(
                        "methods.sugd.lastBlocks has no effect here: set methods.sugd.trainable to last-k, or take it away.",
                        "methods.sugd.rank has no effect here: set methods.sugd.trainable to adalora or lora, or take"
                                + " it away.");
        assertThat(problems("sugd", Map.of("trainable", "lora", "masterWeights", "NONE")))
                .containsExactly("methods.sugd.masterWeights has no effect here: set methods.sugd.trainable to full or"
                        + " last-k or modules, or take it away.");
        assertThat(problems("sugd", Map.of("trainable", "last-k", "blocks", "1", "dropout", "0.1")))
                .containsExactly(
                        "methods.sugd.blocks has no effect here: set methods.sugd.trainable to modules, or take it away.",
                        "methods.sugd.dropout has no effect here: set methods.sugd.trainable to adalora or lora, or take"
                                + " it away.");
    }

    @Test
    void thatFitOneSizeAreProblemsOfTheOthersOnly() {
        Map<String, String> rank = Map.of("rank", "8");

        assertThat(problems("agad", rank)).as("lora is trained from 1B on").isEmpty();
        assertThat(Methods.CATALOG
                        .resolve(choice("agad", rank), ModelSize.SEVEN_BILLION)
                        .values())
                .containsEntry("rank", 8);
        assertThatThrownBy(() -> Methods.CATALOG.resolve(choice("agad", rank), ModelSize.TINY))
                .hasMessageContaining("methods.agad.rank has no effect here");
    }

    @Test
    void stateMasterWeightsWhereTheyMatter() {
        assertThat(Methods.resolve("sugd", Map.of("trainable", "full")).masterWeights())
                .isEqualTo(MasterWeights.FP32);
        assertThat(Methods.resolve("sugd", Map.of("trainable", "last-k", "masterWeights", "NONE"))
                        .masterWeights())
                .isEqualTo(MasterWeights.NONE);
        assertThat(problems("sugd", Map.of("masterWeights", "half")))
                .containsExactly("methods.sugd.masterWeights is \"half\"; expected one of fp32, none.");
    }

    @Test
    void adaptTheLayersThatTheModelHas() {
        var phi = new ModelTraits(ModelSize.ONE_BILLION, List.of("q_proj", "v_proj", "fc1", "fc2"), List.of("fc1"));
        var olmo = new ModelTraits(
                ModelSize.ONE_BILLION,
                List.of("q_proj", "k_proj", "v_proj", "up_proj", "down_proj"),
                List.of("q_proj"));

        assertThat(Methods.CATALOG.resolve(choice("agad", Map.of()), phi).values())
                .containsEntry("targets", List.of("fc1"));
        assertThat(Methods.CATALOG.resolve(choice("agad", Map.of()), olmo).values())
                .containsEntry("targets", List.of("q_proj", "v_proj", "up_proj", "down_proj"));
        assertThat(Methods.CATALOG
                        .resolve(choice("agad", Map.of("targets", "up_proj")), phi)
                        .values())
                .as("what the user says stays")
                .containsEntry("targets", List.of("up_proj"));
    }

    @Test
    void dropElementsOfTheInputAsPublished() {
        assertThat(dropout("undial", ModelSize.SEVEN_BILLION)).isEqualTo(0.05);
        assertThat(dropout("ties", ModelSize.SEVEN_BILLION)).isEqualTo(0.05);
        assertThat(dropout("agad", ModelSize.SEVEN_BILLION)).isZero();
    }

    private static double dropout(String id, ModelSize size) {
        return Methods.CATALOG
                .resolve(choice(id, Map.of()), size)
                .trainable()
                .adapter()
                .orElseThrow()
                .dropout();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1.5", "true"})
    void takeNumbersOfBlocks(String wrong) {
        assertThat(problems("rmu", Map.of("trainable", "modules", "blocks", wrong)))
                .singleElement()
                .asString()
                .startsWith("methods.rmu.blocks is [")
                .endsWith("expected a list, separated by commas.");
    }

    @ParameterizedTest
    @MethodSource("trainingAnything")
    void chooseWhatIsTrained(String id) {
        assertThat(Methods.resolve(
                                id,
                                Map.of(
                                        "trainable",
                                        "lora",
                                        "rank",
                                        "3",
                                        "alpha",
                                        "5",
                                        "targets",
                                        "q_proj, o_proj",
                                        "dropout",
                                        "0"))
                        .trainable())
                .isEqualTo(new Trainable.Lora(new LoraConfig(3, 5, List.of("q_proj", "o_proj"), false)));
        assertThat(Methods.resolve(
                                id,
                                Map.of(
                                        "trainable",
                                        "adalora",
                                        "rank",
                                        "12",
                                        "alpha",
                                        "8",
                                        "targets",
                                        "q_proj",
                                        "dropout",
                                        "0"))
                        .trainable())
                .isEqualTo(new Trainable.AdaLora(new LoraConfig(12, 8, List.of("q_proj"), false)));
        assertThat(Methods.resolve(id, Map.of("trainable", "lora", "dropout", "0.25", "targets", "q_proj"))
                        .trainable()
                        .adapter())
                .hasValueSatisfying(config -> assertThat(config.dropout()).isEqualTo(0.25));
        assertThat(Methods.resolve(id, Map.of("trainable", "modules", "targets", "down_proj", "blocks", "2, 0"))
                        .trainable())
                .isEqualTo(new Trainable.Linears(List.of("down_proj"), List.of(2, 0)));
        assertThat(Methods.resolve(id, Map.of("trainable", "last-k", "lastBlocks", "3"))
                        .trainable())
                .isEqualTo(new Trainable.LastBlocks(3));
        ResolvedMethod<?> full = Methods.resolve(id, Map.of("trainable", "full"));
        assertThat(full.trainable()).isEqualTo(new Trainable.Full());
        assertThat(full.values())
                .containsEntry("trainable", "full")
                .doesNotContainKeys("rank", "lastBlocks", "targets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "last-k", "adalora"})
    void keepToTheAdapterThatAMethodStarts(String trainable) {
        assertThat(problems("fila", Map.of("trainable", trainable)))
                .containsExactly(
                        "methods.fila.trainable is \"" + trainable + "\"; expected lora, whose start is part of fila.");
    }
}
