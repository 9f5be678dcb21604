package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.UserException;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints come back as they were; one that is not whole is refused before anything is computed. */
class CheckpointTests {

    private static Compute compute;
    private static Decoder decoder;

    @TempDir
    private Path origin;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        compute = Compute.best();
        decoder = TinyDecoder.decided(compute, 1);
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    @BeforeEach
    void writeConfig() throws IOException {
        Files.writeString(
                origin.resolve(DecoderConfig.FILE_NAME), TinyDecoder.config().toJson());
        Files.writeString(origin.resolve("tokenizer.json"), "{}");
    }

    private Decoder load(Path from) {
        return Checkpoint.load(from, compute, Precision.FLOAT32, new Trainable.Nothing());
    }

    private Path weights() {
        return folder.resolve(SafetensorsFolder.SINGLE);
    }

    @Test
    void readsBackWhatItWrote() {
        Checkpoint.save(decoder, folder, StorageType.F32, origin);
        Decoder read = load(folder);
        assertThat(Logits.of(read)).isEqualTo(Logits.of(decoder));
        assertThat(read.config()).isEqualTo(decoder.config());
        assertThat(read.parameterCount()).isEqualTo(decoder.parameterCount());
        assertThat(folder.resolve("tokenizer.json")).exists();
    }

    @Test
    void roundsOnceWhenStoredInHalfTheBits(@TempDir Path again) throws IOException {
        Checkpoint.save(decoder, folder, StorageType.BF16, origin);
        Decoder read = load(folder);
        assertThat(read.config().storageType()).isEqualTo(StorageType.BF16);
        // bfloat16 keeps eight bits: rounding moves a value by at most 2^-9 of the power of two above it.
        for (WeightName name : decoder.weights().names()) {
            float[] exact = compute.call(() -> decoder.weights().get(name).toFloatArray());
            float[] rounded = compute.call(() -> read.weights().get(name).toFloatArray());
            for (int i = 0; i < exact.length; i++) {
                assertThat(rounded[i]).isCloseTo(exact[i], within(Math.abs(exact[i]) / 256));
            }
        }
        Checkpoint.save(read, again, StorageType.BF16, folder);
        assertThat(again.resolve(SafetensorsFolder.SINGLE)).hasSameBinaryContentAs(weights());
        assertThat(Files.size(weights())).isLessThan(2 * decoder.parameterCount() + 10_000);
    }

    @Test
    void takesEveryCompanionAlong() throws IOException {
        for (String name : Checkpoint.COMPANIONS) {
            Files.writeString(origin.resolve(name), "of the origin: " + name);
        }
        Files.writeString(origin.resolve("README.md"), "of another model");
        Checkpoint.save(decoder, folder, StorageType.F32, origin);
        assertThat(Checkpoint.COMPANIONS)
                .contains("generation_config.json", "tokenizer.model", "added_tokens.json", "chat_template.jinja")
                .allSatisfy(name -> assertThat(folder.resolve(name)).hasContent("of the origin: " + name));
        assertThat(folder.resolve("README.md")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"dtype\" : \"float32\"|\"dtype\" : \"bfloat16\"",
                "\"dtype\" : \"float32\", \"torch_dtype\" : \"float32\"|\"dtype\" : \"bfloat16\" \"torch_dtype\" : \"bfloat16\"",
                "\"use_cache\" : true|\"torch_dtype\" : \"bfloat16\"",
            })
    void statesTheStoredTypeWhereItWasStated(String stated, String expected) throws IOException {
        String config = TinyDecoder.config().toJson();
        Files.writeString(
                origin.resolve(DecoderConfig.FILE_NAME), config.replace("\"torch_dtype\" : \"float32\"", stated));
        Checkpoint.save(decoder, folder, StorageType.BF16, origin);
        assertThat(Files.readAllLines(folder.resolve(DecoderConfig.FILE_NAME)).stream()
                        .filter(line -> line.contains("dtype"))
                        .map(line -> line.strip().replace(",", ""))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
        assertThat(load(folder).config().storageType()).isEqualTo(StorageType.BF16);
    }

    @Test
    void storesATiedHeadOnce() throws IOException {
        DecoderConfig tied = DecoderConfig.olmo(TinyDecoder.VOCABULARY, 16, 2, 2, 32, 1, 0, 64, true);
        Decoder written = Decoder.random(compute, tied, 4);
        Files.writeString(origin.resolve(DecoderConfig.FILE_NAME), tied.toJson());
        Checkpoint.save(written, folder, StorageType.F32, origin);
        assertThat(Logits.of(load(folder))).isEqualTo(Logits.of(written));
        assertThat(written.parameterCount()).isEqualTo(decoder.parameterCount() - 60 * 16);
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        Checkpoint.save(decoder, folder, StorageType.F32, origin);
        byte[] bytes = Files.readAllBytes(weights());
        Files.write(weights(), Arrays.copyOf(bytes, bytes.length - 4));
        assertThatThrownBy(() -> load(folder))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(weights() + ": tensor \"")
                .hasMessageEndingWith("the file is cut off; copy the file again, or check it against the size its "
                        + "source states");
    }

    @Test
    void refusesAnUnknownArchitecture() throws IOException {
        Path config = folder.resolve(DecoderConfig.FILE_NAME);
        Files.writeString(config, TinyDecoder.config().toJson().replace("\"olmo\"", "\"mamba\""));
        assertThatThrownBy(() -> load(folder))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(
                        config + ": \"model_type\" is \"mamba\"; expected one of olmo, llama, phi, gpt_neo");
    }

    @Test
    void refusesWeightsOfAnotherModel() throws IOException {
        Checkpoint.save(decoder, folder, StorageType.F32, origin);
        DecoderConfig deeper = DecoderConfig.olmo(TinyDecoder.VOCABULARY, 16, 3, 2, 32, 1, 0, 64, false);
        Files.writeString(folder.resolve(DecoderConfig.FILE_NAME), deeper.toJson());
        assertThatThrownBy(() -> load(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("model.layers.2.self_attn.q_proj.weight is missing, expected [16, 16]")
                .hasMessageEndingWith("copy both from one source");
    }

    @Test
    void refusesAFolderWithoutWeights() {
        assertThatThrownBy(() -> load(origin))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(origin + " holds neither model.safetensors nor");
    }
}
