package dev.lethe.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class CoordinateSearchTests {

    private final List<String> tried = new ArrayList<>();

    private static SearchSpace space() {
        var candidates = new LinkedHashMap<String, List<String>>();
        candidates.put("b", List.of("1", "2", "3"));
        candidates.put("a", List.of("1", "2"));
        return new SearchSpace("some", candidates);
    }

    private List<Double> search(int budget, ToDoubleFunction<Map<String, Integer>> score) {
        return new CoordinateSearch<>(space(), budget, Comparator.<Double>naturalOrder(), values -> {
                    tried.add(values.toString());
                    return Optional.of(score.applyAsDouble(numbers(values)));
                })
                .run();
    }

    private static Map<String, Integer> numbers(SortedMap<String, String> values) {
        return Map.of("a", Integer.valueOf(values.get("a")), "b", Integer.valueOf(values.get("b")));
    }

    @Test
    void triesEachParameterInTurnWithTheBestOfTheOthers() {
        List<Double> results = search(12, values -> values.get("a") * 10 + values.get("b"));

        assertThat(tried)
                .containsExactly("{a=1, b=1}", "{a=1, b=2}", "{a=1, b=3}", "{a=2, b=3}", "{a=2, b=1}", "{a=2, b=2}");
        assertThat(results).containsExactly(11.0, 12.0, 13.0, 23.0, 21.0, 22.0);
    }

    @Test
    void goesRoundAgainAfterAnImprovement() {
        // Which b is best depends on a.
        search(12, values -> values.get("a") == 1 ? values.get("b") == 3 ? 1 : 0 : values.get("b") == 2 ? 5 : 4);

        assertThat(tried).endsWith("{a=2, b=3}", "{a=2, b=1}", "{a=2, b=2}");
    }

    @Test
    void stopsWhenARoundFindsNothingBetter() {
        search(12, values -> -values.get("a") - values.get("b"));

        assertThat(tried).containsExactly("{a=1, b=1}", "{a=1, b=2}", "{a=1, b=3}", "{a=2, b=1}");
    }

    @Test
    void keepsTheBudget() {
        assertThat(search(3, values -> values.get("b"))).hasSize(3);
        assertThat(tried).hasSize(3);
    }

    @Test
    void keepsTheEarlierOfEqualResults() {
        search(12, values -> 0);

        assertThat(tried).containsExactly("{a=1, b=1}", "{a=1, b=2}", "{a=1, b=3}", "{a=2, b=1}");
    }

    @Test
    void spendsNothingOnValuesThatDoNotFitEachOther() {
        List<Double> results = new CoordinateSearch<>(
                        space(),
                        3,
                        Comparator.<Double>naturalOrder(),
                        values -> values.get("b").equals("2")
                                ? Optional.empty()
                                : Optional.of((double) values.hashCode()))
                .run();

        assertThat(results).hasSize(3);
    }

    @Test
    void refusesAStartThatDoesNotFit() {
        var search = new CoordinateSearch<Double>(space(), 3, Comparator.naturalOrder(), values -> Optional.empty());

        assertThatIllegalStateException().isThrownBy(search::run).withMessageContaining("first candidates of some");
    }
}
