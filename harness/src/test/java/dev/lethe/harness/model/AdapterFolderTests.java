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
        compute.run(() -> AdapterFolder.write(model.adapter().orElseThrow(), decoder, folder, "tiny"));
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
                .contains("\"base_model_name_or_path\" : \"tiny\"");
        try (SafetensorsFolder weights = SafetensorsFolder.openFile(file("adapter_model.safetensors"))) {
            assertThat(weights.names()).hasSize(8).contains(QUERY);
            assertThat(weights.find(QUERY).orElseThrow().shape()).containsExactly(16L, 4L);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "'peft_type' : 'LORA'|'peft_type' : 'ADALORA'|: \"peft_type\" is \"ADALORA\"; supported is \"LORA\"",
                "'bias' : 'none'|'bias' : 'all'|: \"bias\" is \"all\"; supported is \"none\"",
                "'r' : 4|'use_dora' : true, 'r' : 4|: \"use_dora\" is true; supported is false",
                "'r' : 4|'r' : 'four'|: \"r\" and \"lora_alpha\" have to be numbers and \"target_modules\" a list of module names",
                "'r' : 4|'r' : 8|q_proj.lora_A.weight is [4, 16]; this model needs [8, 16]",
                "'q_proj'|'o_proj'|o_proj.lora_A.weight is missing",
                "'q_proj'|'fc2'|adapter target modules [fc2] do not exist in this model",
                "'q_proj', ||no place in this model for base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight",
            })
    void namesWhatDoesNotFit(String written, String changed, String message) throws IOException {
        String json = Files.readString(file(AdapterFolder.CONFIG));
        String found = written.replace('\'', '"');
        assertThat(json).contains(found);
        String put = changed == null ? "" : changed.replace('\'', '"');
        Files.writeString(file(AdapterFolder.CONFIG), json.replace(found, put));
        assertThatThrownBy(this::read).isInstanceOf(UserException.class).hasMessageContaining(message);
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
                .hasMessageContaining("adapter_config.json cannot be read");
    }
}
