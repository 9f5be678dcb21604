package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.evaluation.MembershipFormula;
import dev.lethe.harness.generation.DocumentScorer.TokenNumbers;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.token.BpeTrainer;
import dev.lethe.harness.token.BpeVocabulary;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of the membership attacks are what their formulas say, computed here in doubles from the logits. */
class DocumentScorerTests {

    @TempDir
    static Path folder;

    private static Compute compute;
    private static Decoder decoder;
    private static Tokenizer tokenizer;
    private static DocumentScorer scorer;

    @BeforeAll
    static void open() {
        new BpeTrainer(258, List.of(BpeVocabulary.PADDING, BpeVocabulary.END_OF_TEXT))
                .train(List.of("ab"))
                .write(folder);
        tokenizer = Tokenizer.load(folder);
        compute = Compute.best();
        decoder = TinyDecoder.decided(compute, 5);
        scorer = new DocumentScorer(decoder, tokenizer, () -> false);
    }

    @AfterAll
    static void close() {
        compute.close();
        tokenizer.close();
    }

    private static TokenizedExample whole(TokenizedExample row) {
        return new TokenizedExample(row.id(), row.ids(), 0);
    }

    @Test
    void numbersAreThoseOfTheFormulas() {
        List<TokenizedExample> rows =
                TinyDecoder.rows(12, 3).stream().map(DocumentScorerTests::whole).toList();

        TokenNumbers[] numbers = numbers(rows);

        for (int i = 0; i < numbers.length; i++) {
            double[][] expected = expected(rows.get(i));
            assertThat(numbers[i].nlls()).containsExactly(expected[0], within(1e-4));
            assertThat(numbers[i].standardized()).containsExactly(expected[1], within(1e-3));
        }
    }

    @Test
    void lossIsBitForBitThatOfTheSequenceScorer() {
        List<TokenizedExample> rows =
                TinyDecoder.rows(12, 4).stream().map(DocumentScorerTests::whole).toList();

        double[] found =
                Arrays.stream(numbers(rows)).mapToDouble(TokenNumbers::meanNll).toArray();

        assertThat(found).isEqualTo(compute.call(() -> new SequenceScorer(decoder, () -> false).meanTokenNlls(rows)));
    }

    @Test
    void looksAtTheLeastLikelyFifth() {
        double[] nlls = {1, 9, 2, 3, 8, 1, 1, 1, 1, 1};
        var numbers = new TokenNumbers(nlls, new double[] {0, -3, 1, 1, 1, -1, 1, 1, 1, 1});

        assertThat(numbers.meanNll()).isEqualTo(2.8);
        assertThat(numbers.minK()).isEqualTo(-8.5);
        assertThat(numbers.minKPlusPlus()).isEqualTo(-2);
        assertThat(new TokenNumbers(new double[] {4}, new double[] {-2}).minK()).isEqualTo(-4);
        assertThat(new TokenNumbers(new double[0], new double[0]).minK()).isNaN();
    }

    @Test
    void compressedSizeGrowsWithWhatATextSays() {
        int repeated = MembershipFormula.zlibBytes("ab".repeat(500));

        assertThat(repeated).isBetween(10, 40);
        assertThat(MembershipFormula.zlibBytes("")).isEqualTo(8);
        assertThat(MembershipFormula.zlibBytes("The quick brown fox jumps over the lazy dog."))
                .isGreaterThan(repeated);
    }

    private static double[][] expected(TokenizedExample row) {
        int length = row.length() - 1;
        double[][] expected = new double[2][length];
        float[] logits = compute.call(() -> {
            try (NDManager scope = decoder.newScope()) {
                var hidden = decoder.hidden(scope, decoder.network(), PaddedRows.predicting(List.of(row), scope));
                return decoder.kernels()
                        .logits(scope, decoder.network(), hidden)
                        .toFloatArray();
            }
        });
        for (int t = 0; t < length; t++) {
            int start = t * TinyDecoder.VOCABULARY;
            double total = 0;
            for (int v = 0; v < TinyDecoder.VOCABULARY; v++) {
                total += Math.exp(logits[start + v]);
            }
            double mean = 0;
            double square = 0;
            for (int v = 0; v < TinyDecoder.VOCABULARY; v++) {
                double log = logits[start + v] - Math.log(total);
                mean += Math.exp(log) * log;
                square += Math.exp(log) * log * log;
            }
            double label = logits[start + row.ids()[t + 1]] - Math.log(total);
            expected[0][t] = -label;
            expected[1][t] = (label - mean) / Math.sqrt(square - mean * mean);
        }
        return expected;
    }

    private TokenNumbers[] numbers(List<TokenizedExample> rows) {
        var numbers = new TokenNumbers[rows.size()];
        compute.run(() -> scorer.numbers(rows, 0, (indices, batch) -> {
            for (int i = 0; i < batch.size(); i++) {
                numbers[indices.get(i)] = batch.get(i);
            }
        }));
        return numbers;
    }
}
