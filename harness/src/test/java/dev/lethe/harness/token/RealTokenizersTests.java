package dev.lethe.harness.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.Row;
import dev.lethe.data.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published tokenizers on LUME; needs {@code -Dlethe.testData=DIR} with folders {@code tokenizers} and {@code lume}. */
class RealTokenizersTests {

    @ParameterizedTest
    @CsvSource({
        "olmo/allenai_gpt-neox-olmo-dolma-v1_5.json, 50280, <|endoftext|>, 50279",
        "olmo/allenai_eleuther-ai-gpt-neox-20b-pii-special.json, 50280, <|endoftext|>, 0",
        "gpt-neox/20B_tokenizer.json, 50277, <|endoftext|>, 0",
        "gpt2/gpt2.json, 50257, <|endoftext|>, 50256"
    })
    void loadAndRoundTripLume(String file, int vocabularySize, String eos, int eosId) throws IOException {
        String folder = System.getProperty("lethe.testData", "");
        assumeFalse(folder.isBlank(), "no -Dlethe.testData=DIR given: published tokenizers are not at hand");
        List<Row> rows = rows(Path.of(folder, "lume", "forget.jsonl"));
        assertThat(rows).hasSizeGreaterThan(1000);
        try (Tokenizer tokenizer =
                Tokenizer.loadFile(Path.of(folder, "tokenizers").resolve(file))) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(vocabularySize);
            assertThat(tokenizer.idOf(eos)).hasValue(eosId);
            assertThat(tokenizer.prefixIds()).isEmpty();
            ExampleEncoder encoder = new ExampleEncoder(tokenizer, EosPolicy.OMIT, eosId);
            assertThat(encoder.encode(rows).dropped()).isEmpty();
            for (Row row : rows) {
                TokenizedExample example = encoder.encode(row);
                String text = tokenizer.decodeRaw(example.ids());
                assertThat(text).isIn(row.text(), Normalizer.normalize(row.text(), Normalizer.Form.NFC));
                int[] prompt = tokenizer.encode(row.input());
                assertThat(Arrays.copyOf(example.ids(), example.answerStart())).isEqualTo(prompt);
            }
        }
    }

    private static List<Row> rows(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode node = json.readTree(line);
            Task task = Arrays.stream(Task.values())
                    .filter(t -> t.label().equals(node.get("task").asText()))
                    .findFirst()
                    .orElseThrow();
            rows.add(new Row(
                    node.get("id").asText(),
                    node.get("input").asText(),
                    node.get("output").asText(),
                    task));
        }
        return rows;
    }
}
