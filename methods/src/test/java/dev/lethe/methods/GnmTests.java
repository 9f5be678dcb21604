package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.UserException;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GNM's terms, one by one and together, and the rows that its steps see. */
class GnmTests {

    /** All terms off but those named; every row used, one a step. */
    private static GnmParameters parameters(String terms, Map<String, String> others) {
        var values = new TreeMap<String, String>();
        for (String term : List.of("ga", "gd", "klr", "klf", "rm", "gnm")) {
            values.put(term, Boolean.toString(List.of(terms.split(" ")).contains(term)));
        }
        values.putAll(Map.of("keepProbability", "1", "batchSize", "1", "steps", "8", "levels", "2"));
        values.putAll(others);
        return (GnmParameters) Methods.resolve("gnm", values).parameters();
    }

    private static List<Batch> batches(int forget, int retain, String terms, Map<String, String> others) {
        var run = new RecordingRun(forget, retain, 1);
        new Gnm().unlearn(run, parameters(terms, others));
        return run.phases().get(0).epochs().get(0);
    }

    private static List<String> ids(List<Batch> batches, Role role) {
        return batches.stream()
                .flatMap(batch -> batch.rows(role).stream())
                .map(TokenizedExample::id)
                .toList();
    }

    private static double loss(String terms, Map<String, String> others) {
        return Golden.loss(
                Gnm.objective(parameters(terms, others)),
                Map.of(
                        Role.FORGET, Golden.FORGET,
                        Role.RETAIN, Golden.RETAIN,
                        Role.MISMATCHED, Golden.RETAIN,
                        Role.ALTERNATIVE, Golden.FORGET));
    }

    /** From the golden rows: answers 2.4474763235 on forget rows, 2.6856247505 on retain rows. */
    @ParameterizedTest
    @CsvSource({
        "ga, gaWeight, -2.4474763235",
        "gd, gdWeight, 2.6856247505",
        "gnm, gnmWeight, 2.4474763235",
        "rm, rmWeight, 2.6856247505",
        "klr, klrWeight, 1.056679630",
    })
    void hasEachTermTimesItsWeight(String term, String weight, double expected) {
        assertThat(loss(term, Map.of(weight, "1"))).isCloseTo(expected, Golden.CLOSE);
        assertThat(loss(term, Map.of(weight, "0.25"))).isCloseTo(0.25 * expected, Golden.CLOSE);
    }

    @Test
    void drivesForgetRowsFromTheReferenceByItsOwnDivergence() {
        double divergence = Golden.loss(
                batch -> batch.forget().klToReference(Positions.LABELS).tokenMean(), Golden.FORGET, Golden.NONE);
        assertThat(loss("klf", Map.of("klfWeight", "2"))).isCloseTo(-2 * divergence, Golden.CLOSE);
    }

    @Test
    void takesTheSourcesDivergenceForParity() {
        var parity = Map.of("klMode", "gnm_pseudo", "klPositions", "all", "klrWeight", "5");
        assertThat(loss("klr", parity)).isCloseTo(5 * 0.210951488, within(1e-5));
    }

    @Test
    void addsItsTerms() {
        var weights = Map.of("gaWeight", "0.5", "klrWeight", "1", "gnmWeight", "0.04");
        assertThat(loss("ga klr gnm", weights))
                .isCloseTo(-0.5 * 2.4474763235 + 1.056679630 + 0.04 * 2.4474763235, within(1e-5));
    }

    @Test
    void startsRowsAnewTogetherWhenTheShorterListEnds() {
        List<Batch> batches = batches(5, 3, "ga gd", Map.of());
        assertThat(ids(batches, Role.FORGET)).containsExactly("F0", "F1", "F2", "F0", "F1", "F2", "F0", "F1");
        assertThat(ids(batches, Role.RETAIN)).containsExactly("R0", "R1", "R2", "R0", "R1", "R2", "R0", "R1");
    }

    @Test
    void passesThroughTheLevelsOnce() {
        List<String> negatives = ids(batches(2, 3, "gnm", Map.of()), Role.ALTERNATIVE);
        // Two rows, two levels: four negatives in eight steps.
        assertThat(negatives.stream().map(id -> id.split(":")[0]))
                .containsExactly("F0", "F0", "F1", "F1", "F0", "F0", "F1", "F1");
        assertThat(negatives.get(0)).isNotEqualTo(negatives.get(4));
    }

    @Test
    void alternatesBetweenForgetPromptsAndRetainRows() {
        List<Batch> batches = batches(3, 3, "ga klf gd klr", Map.of("alternate", "true", "steps", "2"));
        assertThat(batches.stream().map(batch -> batch.parts().keySet()))
                .containsExactly(Set.of(Role.FORGET), Set.of(Role.RETAIN), Set.of(Role.FORGET), Set.of(Role.RETAIN));
    }

    @Test
    void drawsTheSameMismatchesForAllRowsOfABatch() {
        List<Batch> batches = batches(4, 5, "rm", Map.of("batchSize", "2", "mismatches", "3", "steps", "2"));
        assertThat(batches).allSatisfy(batch -> {
            List<String> ids = ids(List.of(batch), Role.MISMATCHED);
            List<String> first =
                    ids.subList(0, 3).stream().map(GnmTests::answer).toList();
            assertThat(first).doesNotHaveDuplicates();
            assertThat(ids.subList(3, 6).stream().map(GnmTests::answer)).isEqualTo(first);
        });
    }

    private static String answer(String id) {
        return id.substring(id.indexOf(':'));
    }

    @Test
    void usesAboutTheShareOfRowsThatItIsToldTo() {
        List<Batch> batches = batches(400, 400, "ga", Map.of("keepProbability", "0.6", "steps", "400"));
        assertThat(ids(batches, Role.FORGET).stream().distinct().count()).isBetween(200L, 280L);
    }

    @Test
    void needsWhatItsTermsNeed() {
        assertThat(new Gnm().needs(parameters("ga", Map.of()))).isEmpty();
        assertThat(new Gnm().needs(parameters("klf", Map.of()))).containsExactly(Capability.REFERENCE);
        assertThat(new Gnm().needs(parameters("gd rm", Map.of()))).containsExactly(Capability.RETAIN_SET);
        assertThat(new Gnm().needs(parameters("gnm", Map.of())))
                .containsExactlyInAnyOrder(Capability.RETAIN_SET, Capability.GENERATION);
    }

    @Test
    void saysThatItNeedsRetainRows() {
        assertThatThrownBy(() -> batches(2, 0, "ga klr", Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("the retain set is empty; gnm needs retain rows");
    }

    @Test
    void wantsATerm() {
        assertThatThrownBy(() -> parameters("", Map.of()))
                .hasMessageContaining("each of ga, gd, klr, klf, rm and gnm is false; expected one of them true");
    }
}
