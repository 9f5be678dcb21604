package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapters on disk come back as they were; what does not fit is named. */
class AdapterFolderTests {

    private static final LoraConfig CONFIG = new LoraConfig(4, 6.5, List.of("q_proj", "down_proj"), true, 0.125);
    private static final String QUERY = "base_model.model.model.layers.1.self_attn.q_proj.lora_B.weight";

    private static Compute compute;
    private static Decoder decoder;
    private static TrainedModel model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        compute = Compute.best();
        decoder = TinyDecoder.decided(compute, 1);
        model = compute.call(() -> new TrainedModel(decoder, new Trainable.Lora(CONFIG), 7));
        compute.run(() -> model.trained().forEach(tensor -> tensor.addi(0.1)));
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    @BeforeEach
    void write() {
        compute.run(
                () -> AdapterFolder.write(model.adapter().orElseThrow(), decoder, folder, new BaseModel("tiny", null)));
    }

    private TrainedModel read() {
        return compute.call(() -> TrainedModel.resume(decoder, owner -> AdapterFolder.read(folder, decoder, owner)));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    @Test
    void readsBackWhatItWrote() {
        TrainedModel read = read();
        assertThat(read.adapter().orElseThrow().config()).isEqualTo(CONFIG);
        assertThat(Logits.of(decoder, read.network()))
                .isEqualTo(Logits.of(decoder, model.network()))
                .isNotEqualTo(Logits.of(decoder));
    }

    @Test
    void writesWhatPeftReads() throws IOException {
        assertThat(Files.readString(file(AdapterFolder.CONFIG)))
                .contains("\"peft_type\" : \"LORA\"", "\"task_type\" : \"CAUSAL_LM\"")
                .contains("\"r\" : 4", "\"lora_alpha\" : 6.5", "\"use_rslora\" : true")
                .contains("\"base_model_name_or_path\" : \"tiny\"", "\"revision\" : null");
        try (SafetensorsFolder weights = SafetensorsFolder.openFile(file("adapter_model.safetensors"))) {
            assertThat(weights.names()).hasSize(8).contains(QUERY);
            assertThat(weights.find(QUERY).orElseThrow().shape()).containsExactly(16L, 4L);
        }
    }

    @Test
    void writesWhereTheHubHasTheBase() throws IOException {
        var base = new BaseModel("org/model", "0123abcd");
        compute.run(() -> AdapterFolder.write(model.adapter().orElseThrow(), decoder, folder, base));
        assertThat(Files.readString(file(AdapterFolder.CONFIG)))
                .contains("\"base_model_name_or_path\" : \"org/model\"", "\"revision\" : \"0123abcd\"");
    }

    @Test
    void readsTargetsGivenAsAPattern() throws IOException {
        change("[ 'q_proj', 'down_proj' ]", "'.*(q|down)_proj'");
        assertThat(Logits.of(decoder, read().network())).isEqualTo(Logits.of(decoder, model.network()));
    }

    @Test
    void keepsPairsOfSomeBlocksOnly() {
        var some = new LoraConfig(4, 6.5, List.of("layers.1.self_attn.q_proj", "mlp.down_proj"), false);
        TrainedModel adapted = compute.call(() -> new TrainedModel(decoder, new Trainable.Lora(some), 7));
        compute.run(() -> {
            adapted.trained().forEach(tensor -> tensor.addi(0.1));
            AdapterFolder.write(adapted.adapter().orElseThrow(), decoder, folder, BaseModel.of(folder));
        });
        TrainedModel read = read();
        assertThat(read.trained()).hasSize(3 * 2);
        assertThat(Logits.of(decoder, read.network())).isEqualTo(Logits.of(decoder, adapted.network()));
    }

    @Test
    void doesNothingAtAnAlphaOfZero() throws IOException {
        change("'lora_alpha' : 6.5", "'lora_alpha' : 0");
        assertThat(Logits.of(decoder, read().network())).isEqualTo(Logits.of(decoder));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "'r' : 4|'r' : 8|q_proj.lora_A.weight is [4, 16], expected [8, 16]",
                "'q_proj'|'o_proj'|o_proj.lora_A.weight is missing, expected [4, 16]",
                "'q_proj', ||base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight has no place in this model",
            })
    void namesWhatDoesNotFit(String written, String changed, String message) throws IOException {
        change(written, changed == null ? "" : changed);
        assertThatThrownBy(this::read).isInstanceOf(UserException.class).hasMessageContaining(message);
    }

    @Test
    void namesEveryTensorThatDoesNotFit() throws IOException {
        change("'q_proj'", "'o_proj'");
        assertThatThrownBy(this::read)
                .hasMessageStartingWith(file("adapter_model.safetensors") + " does not agree with adapter_config.json")
                .hasMessageContaining("layers.0.self_attn.o_proj.lora_B.weight is missing")
                .hasMessageContaining("layers.1.self_attn.o_proj.lora_A.weight is missing")
                .hasMessageContaining("layers.0.self_attn.q_proj.lora_A.weight has no place")
                .hasMessageContaining("layers.1.self_attn.q_proj.lora_B.weight has no place");
    }

    @Test
    void saysHowToGetSafetensors() throws IOException {
        Files.move(file("adapter_model.safetensors"), file("adapter_model.bin"));
        assertThatThrownBy(this::read)
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(folder + " holds adapter_model.bin and no adapter_model.safetensors")
                .hasMessageContaining("save_pretrained");
    }

    private void change(String written, String changed) throws IOException {
        String json = Files.readString(file(AdapterFolder.CONFIG));
        String found = written.replace('\'', '"');
        assertThat(json).contains(found);
        Files.writeString(file(AdapterFolder.CONFIG), json.replace(found, changed.replace('\'', '"')));
    }

    @Test
    void namesAMissingFile() throws IOException {
        Files.delete(file("adapter_model.safetensors"));
        assertThatThrownBy(this::read)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("adapter_model.safetensors does not exist");
        Files.delete(file(AdapterFolder.CONFIG));
        assertThatThrownBy(this::read)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("adapter_config.json does not exist");
    }
}
