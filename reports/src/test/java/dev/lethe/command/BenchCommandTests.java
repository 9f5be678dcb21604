package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.model.DecoderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTests {

    @TempDir
    private Path folder;

    @Test
    void printsATableAndWritesJson() throws IOException {
        DecoderConfig shape = DecoderConfig.olmo(64, 32, 1, 2, 64, 0, 1, 256, false);
        Path config = Files.writeString(folder.resolve("config.json"), shape.toJson());
        Path json = folder.resolve("out").resolve("bench.json");

        Console console =
                Console.lethe("bench", "--config", config.toString(), "--steps", "1", "--json", json.toString());

        assertThat(console.err()).isEmpty();
        assertThat(console.exitCode()).isZero();
        assertThat(console.out())
                .contains("weights, fp32, batches of 8 x 256 tokens", "training step", "lora step", "decode", "forward")
                .contains("Wrote " + json)
                .doesNotContain("tiny");
        assertThat(json).content().contains("\"utilisation\"", "\"environment\"", "\"dtype\" : \"fp32\"");
    }

    @Test
    void measuresTheMemoryOfACheckpointAndDeletesIt() throws IOException {
        DecoderConfig shape = DecoderConfig.olmo(64, 32, 1, 2, 64, 0, 1, 256, false);
        Path config = Files.writeString(folder.resolve("config.json"), shape.toJson());
        Path json = folder.resolve("load.json");
        Path place = folder.resolve("place");

        Console console = Console.lethe(
                "bench",
                "load",
                "--config",
                config.toString(),
                "--steps",
                "1",
                "--length",
                "8",
                "--new-tokens",
                "2",
                "--dtype",
                "bf16",
                "--folder",
                place.toString(),
                "--json",
                json.toString());

        assertThat(console.err()).isEmpty();
        assertThat(console.exitCode()).isZero();
        assertThat(console.out()).contains("peak while loading", "lora steps", "decoded tokens");
        assertThat(json).content().contains("\"peakHostBytes\"");
        assertThat(place).isEmptyDirectory();
    }

    @Test
    void watchesMemoryForLong() {
        Console console =
                Console.lethe("bench", "endurance", "--steps", "5", "--decodes", "5", "--rows", "1", "--length", "8");

        assertThat(console.err()).isEmpty();
        assertThat(console.out()).contains("5 LoRA steps and 5 decodes");
    }

    @Test
    void comparesTheOrdersOfWorkOfAnEvaluation() {
        Path json = folder.resolve("evaluation.json");

        Console console = Console.lethe(
                "bench",
                "evaluation",
                "--sizes",
                "tiny",
                "--rows",
                "4",
                "--new-tokens",
                "3",
                "--questions",
                "3",
                "--json",
                json.toString());

        assertThat(console.err()).isEmpty();
        assertThat(console.exitCode()).isZero();
        assertThat(console.out()).contains("4 rows", "times as fast", "lm-eval-5shot", "3 questions");
        assertThat(json).content().contains("\"speedup\"", "\"writingShare\"", "\"questionOverPass\"");
    }

    @ParameterizedTest
    @CsvSource({"--sizes, 2b, 'tiny, 35m, 125m, 1b'", "--dtype, fp64, fp32 or bf16", "--steps, 0, from 1"})
    void namesWhatIsAllowed(String option, String value, String allowed) {
        Console console = Console.lethe("bench", option, value);

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains(value, allowed).doesNotContain("\tat ");
    }
}
