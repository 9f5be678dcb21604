package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.StorageType;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phi-1.5 is published with {@code eos_token_id: null}: its tokenizer says what ends a text. */
class EndOfTextTrialTests {

    @TempDir
    private Path temp;

    private Path model;

    @BeforeEach
    void writePhi() throws IOException {
        Path target = SmallTrials.target();
        model = Files.createDirectory(temp.resolve("model"));
        for (String file : new String[] {Tokenizer.FILE_NAME, Tokenizer.CONFIG_FILE_NAME}) {
            Files.copy(target.resolve(file), model.resolve(file));
        }
        String config =
                """
                {"model_type": "phi", "vocab_size": %d, "hidden_size": 16, "num_hidden_layers": 2,
                "num_attention_heads": 2, "intermediate_size": 32, "eos_token_id": null, "bos_token_id": null}
                """
                        .formatted(DecoderConfig.read(target).vocabSize());
        Files.writeString(model.resolve(DecoderConfig.FILE_NAME), config);
        try (Compute compute = Compute.best();
                Decoder phi = Decoder.random(compute, DecoderConfig.parse(config, "phi"), 1)) {
            Checkpoint.saveWeights(phi, model, StorageType.F32);
        }
    }

    private SmallTrials trials() {
        return new SmallTrials(temp.resolve("output")).model(model).limit(1);
    }

    @Test
    void aModelWhoseConfigurationHasNullIsEvaluatedAsItIs() {
        RunRecord record = trials().complete(TestMethod.none());

        assertThat(record.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(record.scores().terms()).hasSize(12);
    }

    @Test
    void itIsUnlearnedToo() {
        assertThat(trials().complete(TestMethod.full()).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void whereNothingNamesOneTheTrialFailsBeforeItLooksAtWeights() throws IOException {
        Files.writeString(model.resolve(Tokenizer.CONFIG_FILE_NAME), "{}");
        Files.delete(model.resolve("model.safetensors"));

        assertThatThrownBy(() -> trials().complete(TestMethod.none()))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(model + " names no token that ends a text");
    }
}
