package dev.lethe.harness.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.Document;
import dev.lethe.data.Row;
import dev.lethe.data.Task;
import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTests {

    private static final Row ROW = new Row("1sc1", "Ann lives", "in Rome .", Task.TASK3);

    @TempDir
    static Path folder;

    private static Tokenizer tokenizer;

    @BeforeAll
    static void train() {
        new BpeTrainer(300, List.of(BpeVocabulary.PADDING, BpeVocabulary.END_OF_TEXT))
                .train(List.of("Ann lives in Rome", "Ann lives in Rome"))
                .write(folder);
        tokenizer = Tokenizer.load(folder);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void decodesAsTheOfficialInference() {
        int[] ids = tokenizer.encode("I do n't know , it 's I 'm <|endoftext|> . Really ? ' quoted ' we 've we 're !");
        assertThat(tokenizer.decode(ids)).isEqualTo("I don't know, it's I'm . Really?'quoted'we've we're!");
        // Two blanks stand before the full stop once the special token is gone: one goes, one stays.
        assertThat(tokenizer.decodeRaw(ids)).contains("<|endoftext|> . Really ?");
        assertThat(tokenizer.decode(new int[0])).isEmpty();
    }

    @Test
    void masksThePromptAndItsSpaceJoinsTheAnswer() {
        TokenizedExample example = encoder(EosPolicy.OMIT).encode(ROW);
        int[] prompt = tokenizer.encode("Ann lives");
        assertThat(example.answerStart()).isEqualTo(prompt.length);
        assertThat(example.ids()).startsWith(prompt);
        assertThat(tokenizer.decodeRaw(example.ids())).isEqualTo("Ann lives in Rome .");
        assertThat(example.labelCount()).isEqualTo(example.length() - prompt.length);
        assertThat(tokenizer.decodeRaw(new int[] {example.ids()[prompt.length]}))
                .startsWith(" ");
    }

    @Test
    void appendsTheEndOfText() {
        TokenizedExample open = encoder(EosPolicy.OMIT).encode(ROW);
        TokenizedExample closed = encoder(EosPolicy.APPEND).encode(ROW);
        assertThat(closed.ids())
                .hasSize(open.length() + 1)
                .startsWith(open.ids())
                .endsWith(1);
        assertThat(closed.labelCount()).isEqualTo(open.labelCount() + 1);
        assertThat(closed).isEqualTo(encoder(EosPolicy.APPEND).encode(ROW)).isNotEqualTo(open);
    }

    @Test
    void dropsAndCountsRowsWithoutLabels() {
        Row mergedAway = new Row("2qa0", "aaaa ", "", Task.TASK1); // prompt and text are the same but for a blank
        Row emptyPrompt = new Row("3qa0", "", "x", Task.TASK1);
        EncodedRows rows =
                encoder(EosPolicy.OMIT).encode(List.of(ROW, new Row("4qa0", "", "", Task.TASK1), emptyPrompt));
        assertThat(rows.examples()).extracting(TokenizedExample::id).containsExactly(ROW.id(), "3qa0");
        assertThat(rows.dropped()).extracting(Row::id).containsExactly("4qa0");
        assertThat(encoder(EosPolicy.APPEND).encode(mergedAway).labelCount()).isPositive();
        TokenizedExample oneToken = new TokenizedExample(ROW.id(), new int[] {5}, 0);
        assertThat(oneToken.labelCount()).as("nothing predicts a first token").isZero();
        assertThat(new TokenizedExample(ROW.id(), new int[] {5, 6}, 0).labelCount())
                .isOne();
        assertThat(new TokenizedExample(ROW.id(), new int[] {5, 6}, 2).labelCount())
                .isZero();
        assertThatThrownBy(() -> new TokenizedExample(ROW.id(), new int[] {5, 6}, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void encodesAsTheOfficialInference() {
        OfficialEncoding official = new OfficialEncoding(tokenizer);
        assertThat(official.prompt(ROW)).containsExactly(tokenizer.encode("Ann lives"));
        assertThat(tokenizer.decodeRaw(official.nll(ROW).ids())).isEqualTo("Ann livesin Rome .");
        assertThat(official.nll(ROW).answerStart()).isEqualTo(official.prompt(ROW).length);
        assertThat(official.document(new Document("1", "Rome")).ids()).containsExactly(tokenizer.encode("Rome"));
    }

    /** A tokenizer that starts with BOS and has truncation and padding switched on in its file. */
    @Test
    void keepsTheTokenizersOwnPrefixOnly(@TempDir Path other) throws IOException {
        String json = Files.readString(folder.resolve(Tokenizer.FILE_NAME));
        String template = "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<|padding|>\","
                + "\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"pair\":[{\"Sequence\":{\"id\":\"A\","
                + "\"type_id\":0}},{\"Sequence\":{\"id\":\"B\",\"type_id\":1}}],\"special_tokens\":{\"<|padding|>\":"
                + "{\"id\":\"<|padding|>\",\"ids\":[0],\"tokens\":[\"<|padding|>\"]}}}";
        String truncation = "{\"direction\":\"Right\",\"max_length\":4,\"strategy\":\"LongestFirst\",\"stride\":0}";
        Files.writeString(
                other.resolve(Tokenizer.FILE_NAME),
                json.replaceFirst("(?s)\"post_processor\" : \\{.*?}", "\"post_processor\" : " + template)
                        .replace("\"truncation\" : null", "\"truncation\" : " + truncation));
        try (Tokenizer bos = Tokenizer.load(other)) {
            assertThat(bos.prefixIds()).containsExactly(0);
            assertThat(bos.encode(ROW.text())).containsExactly(tokenizer.encode(ROW.text()));
            TokenizedExample example = new ExampleEncoder(bos, EosPolicy.OMIT, 1).encode(ROW);
            assertThat(example.ids()).startsWith(0).hasSize(1 + tokenizer.encode(ROW.text()).length);
            assertThat(example.answerStart()).isEqualTo(1 + tokenizer.encode(ROW.input()).length);
            assertThat(new OfficialEncoding(bos).prompt(ROW)).startsWith(0);
            assertThat(bos.eosTokenId()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|is not valid JSON",
                "{}|has no vocabulary",
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"x y\"]}}|is not a tokenizer that can be loaded (Token `x` out of vocabulary",
            })
    void refusesBrokenFiles(String json, String message, @TempDir Path broken) throws IOException {
        assertThatThrownBy(() -> Tokenizer.load(broken))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("tokenizer.json does not exist; copy");
        Files.writeString(broken.resolve(Tokenizer.FILE_NAME), json);
        assertThatThrownBy(() -> Tokenizer.load(broken))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("copy the file again");
    }

    private static ExampleEncoder encoder(EosPolicy policy) {
        return new ExampleEncoder(tokenizer, policy, 1);
    }
}
