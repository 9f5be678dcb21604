package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.harness.Oracles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ROUGE-1 and ROUGE-L are those of rouge_score 0.1.2 with its stemmer. */
class RougeOracleTests {

    private static final double TOLERANCE = 1e-12;

    @ParameterizedTest
    @MethodSource("pairs")
    void scoresAsRougeScore(JsonNode pair) {
        String reference = pair.get("reference").asText();
        String candidate = pair.get("candidate").asText();

        assertThat(Rouge.tokens(reference)).isEqualTo(texts(pair.get("reference_tokens")));
        assertThat(Rouge.tokens(candidate)).isEqualTo(texts(pair.get("candidate_tokens")));
        Rouge rouge = Rouge.of(reference, candidate);
        assertScore(rouge.rouge1(), pair, "rouge1");
        assertScore(rouge.rougeL(), pair, "rougeL");
    }

    private static void assertScore(RougeScore score, JsonNode pair, String name) {
        assertThat(score.recall()).isCloseTo(pair.get(name + "_recall").doubleValue(), within(TOLERANCE));
        assertThat(score.precision()).isCloseTo(pair.get(name + "_precision").doubleValue(), within(TOLERANCE));
        assertThat(score.f()).isCloseTo(pair.get(name + "_f").doubleValue(), within(TOLERANCE));
    }

    static List<Named<JsonNode>> pairs() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Named<JsonNode>> pairs = new ArrayList<>();
        try (Stream<Path> files = Files.list(Oracles.folder("rouge"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode pair = json.readTree(line);
                    pairs.add(Named.of(pair.get("n") + " " + pair.get("kind").asText(), pair));
                }
            }
        }
        assertThat(pairs).isNotEmpty();
        return pairs;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
