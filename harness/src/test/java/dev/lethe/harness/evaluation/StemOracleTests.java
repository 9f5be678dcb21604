package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.Oracles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stems and ROUGE tokens are those of NLTK 3.8 and rouge_score 0.1.2, word by word. */
class StemOracleTests {

    @ParameterizedTest
    @MethodSource("tables")
    void stemsEveryWordAsNltk(Path table) throws IOException {
        List<String[]> rows = Files.readAllLines(table).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .toList();
        assertThat(rows).isNotEmpty();
        assertThat(rows).allSatisfy(row -> {
            assertThat(PorterStemmer.stem(PythonText.lower(row[0])))
                    .as("stem of " + row[0])
                    .isEqualTo(row[1]);
            assertThat(Rouge.tokens(row[0])).as("token of " + row[0]).containsExactly(row[2]);
        });
    }

    static List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.list(Oracles.folder("rouge"))) {
            List<Path> tables = files.filter(file -> file.toString().endsWith(".tsv"))
                    .sorted()
                    .toList();
            assertThat(tables).isNotEmpty();
            return tables;
        }
    }
}
