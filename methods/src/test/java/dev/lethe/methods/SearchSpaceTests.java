package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.tuning.SearchSpace;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a search may try is what a method takes. */
class SearchSpaceTests {

    static List<String> training() {
        return Methods.training();
    }

    @ParameterizedTest
    @MethodSource("training")
    void holdsParametersOfTheMethodWithValuesThatItTakes(String id) {
        SearchSpace space = SearchSpace.of(Methods.CATALOG.find(id).orElseThrow());
        var start = new TreeMap<String, String>();
        space.candidates().forEach((name, values) -> start.put(name, values.get(0)));
        assertThat(Methods.CATALOG.problems(new MethodChoice(id, start))).isEmpty();

        space.candidates()
                .forEach((name, values) -> values.forEach(value -> {
                    var changed = new TreeMap<>(start);
                    changed.put(name, value);
                    assertThat(Methods.CATALOG.problems(new MethodChoice(id, changed)))
                            .isEmpty();
                }));
    }

    @ParameterizedTest
    @MethodSource("training")
    void isOfOneSizeForAll(String id) {
        long configurations = SearchSpace.of(Methods.CATALOG.find(id).orElseThrow()).candidates().values().stream()
                .mapToLong(List::size)
                .reduce(1, (all, more) -> all * more);
        assertThat(configurations).as("configurations").isGreaterThanOrEqualTo(12);
    }
}
