package dev.lethe.harness.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.token.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is downloaded with a checkpoint is what is copied beside its results. */
class CheckpointFilesTests {

    @Test
    void theSmallFilesAreTheConfigurationAndItsCompanions() {
        var available = new ArrayList<>(Checkpoint.COMPANIONS);
        available.addAll(List.of("config.json", "README.md", "pytorch_model.bin", "model.safetensors", "code.py"));

        assertThat(CheckpointFiles.small(available))
                .hasSize(1 + Checkpoint.COMPANIONS.size())
                .contains("config.json")
                .containsAll(Checkpoint.COMPANIONS);
        assertThat(Checkpoint.COMPANIONS).contains(Tokenizer.FILE_NAME, Tokenizer.CONFIG_FILE_NAME);
    }
}
