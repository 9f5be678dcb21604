package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.token.BpeTrainer;
import dev.lethe.harness.token.BpeVocabulary;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ends a text stands in one of three files; the first that says so counts. */
class EndOfTextTests {

    private static final String GENERATION = "generation_config.json";

    /** In the vocabulary that {@link #writeTokenizer} writes. */
    private static final int OF_TOKENIZER = 1;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "{'eos_token_id': 7}        | 7    | 7",
                "{'eos_token_id': [7, 9]}   | 3    | 7 9",
                "{'eos_token_id': [7, 9]}   | null | 7 9",
                "{'eos_token_id': null}     | 3    | 3",
                "{'eos_token_id': []}       | 3    | 3",
                "{'max_length': 20}         | [3,4]| 3 4",
                "{'max_length': 20}         | null | 1",
                "{'eos_token_id': null}     | -1   | 1",
            })
    void countFromTheFirstFileThatNamesThem(String generation, String config, String expected) throws IOException {
        writeConfig(config);
        writeTokenizer();
        Files.writeString(folder.resolve(GENERATION), generation.replace('\'', '"'));

        List<Integer> ids = DecoderConfig.read(folder).eosTokenIds();

        assertThat(ids.stream().map(String::valueOf)).containsExactly(expected.split(" "));
        assertThat(DecoderConfig.read(folder).endOfText()).isEqualTo(ids.get(0));
    }

    @Test
    void areTheTokenizersWhereTheConfigurationHasNullAndNothingElseIsThere() throws IOException {
        writeConfig("null");
        writeTokenizer();

        assertThat(DecoderConfig.read(folder).eosTokenIds()).containsExactly(OF_TOKENIZER);
    }

    @Test
    void areTheArchitecturesWhereTheConfigurationDoesNotSay() throws IOException {
        Files.writeString(folder.resolve(DecoderConfig.FILE_NAME), "{\"model_type\": \"phi\"}");
        writeTokenizer();

        assertThat(DecoderConfig.read(folder).eosTokenIds()).containsExactly(2);
    }

    @Test
    void areMissingWhereNoFileNamesOne() throws IOException {
        writeConfig("null");
        refused();
        writeTokenizer();
        Files.writeString(folder.resolve(Tokenizer.CONFIG_FILE_NAME), "{\"eos_token\": \"<unheard of>\"}");
        refused();
        Files.writeString(folder.resolve(GENERATION), "{\"eos_token_id\": 5}");
        assertThatCode(() -> EndOfText.require(DecoderConfig.read(folder), folder))
                .doesNotThrowAnyException();
    }

    private void refused() {
        DecoderConfig config = DecoderConfig.read(folder);
        assertThatThrownBy(() -> EndOfText.require(config, folder))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(folder + " names no token that ends a text")
                .hasMessageContainingAll(GENERATION, "config.json", "tokenizer_config.json", "add eos_token_id");
        assertThatIllegalStateException().isThrownBy(config::endOfText);
    }

    @Test
    void ofAnotherKindAreNamed() throws IOException {
        writeConfig("2");
        Files.writeString(folder.resolve(GENERATION), "{\"eos_token_id\": \"end\"}");

        assertThatThrownBy(() -> DecoderConfig.read(folder))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(folder.resolve(GENERATION) + ": \"eos_token_id\" is \"end\"");
    }

    @Test
    void staySoBesideResults(@TempDir Path result) throws IOException {
        Files.writeString(
                folder.resolve(DecoderConfig.FILE_NAME), TinyDecoder.config().toJson());
        Files.writeString(folder.resolve(GENERATION), "{\"eos_token_id\": [5, 6]}");
        Compute compute = Compute.best();
        try (compute;
                Decoder decoder = TinyDecoder.random(compute, 1)) {
            Checkpoint.save(decoder, result, StorageType.F32, folder);
        }

        assertThat(DecoderConfig.read(result).eosTokenIds()).containsExactly(5, 6);
    }

    private void writeConfig(String eos) throws IOException {
        Files.writeString(
                folder.resolve(DecoderConfig.FILE_NAME), "{\"model_type\": \"phi\", \"eos_token_id\": " + eos + "}");
    }

    private void writeTokenizer() {
        new BpeTrainer(300, List.of(BpeVocabulary.PADDING, BpeVocabulary.END_OF_TEXT))
                .train(List.of("Ann lives in Rome", "Ann lives in Rome"))
                .write(folder);
    }
}
