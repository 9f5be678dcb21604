package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardedWeightsTests {

    private static final long LIMIT = 20_000;

    private static Compute compute;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        compute = Compute.on(Device.cpu());
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    private static void save(String model, Path folder, long limit) {
        try (Decoder decoder = load(Oracles.model(model))) {
            Checkpoint.saveWeights(decoder, folder, decoder.storageType(), limit);
        }
    }

    private static Decoder load(Path checkpoint) {
        boolean half = checkpoint.endsWith("olmo-bf16");
        return Checkpoint.load(
                checkpoint, compute, half ? Precision.BFLOAT16 : Precision.FLOAT32, new Trainable.Nothing());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"olmo-fp32", "olmo-bf16", "olmo-tied", "phi", "gpt-neo"})
    void readBackAsTheyWere(String model) throws IOException {
        save(model, folder, LIMIT);
        JsonNode index = new ObjectMapper()
                .readTree(folder.resolve(SafetensorsFolder.INDEX).toFile());
        int shards = files().size() - 1;
        assertThat(shards).isGreaterThan(2);
        assertThat(files()).contains(String.format("model-%05d-of-%05d.safetensors", shards, shards));
        long total = 0;
        try (SafetensorsFolder actual = SafetensorsFolder.open(folder);
                SafetensorsFolder expected = SafetensorsFolder.open(Oracles.model(model))) {
            WeightNames names = WeightNames.of(Oracles.config(model));
            assertThat(actual.names())
                    .containsExactlyInAnyOrderElementsOf(
                            names.all().stream().map(WeightName::name).toList());
            for (String name : actual.names()) {
                TensorInfo info = actual.find(name).orElseThrow();
                assertThat(info.type())
                        .isEqualTo(expected.find(name).orElseThrow().type());
                assertThat(OracleTensors.bytes(actual, name)).isEqualTo(OracleTensors.bytes(expected, name));
                total += info.bytes();
            }
            assertThat(index.at("/metadata/total_size").asLong()).isEqualTo(total);
            assertThat(index.get("weight_map").size()).isEqualTo(actual.names().size());
        }
    }

    @Test
    void fillFilesUpToTheLimit() throws IOException {
        save("olmo-fp32", folder, LIMIT);
        for (String file : files()) {
            if (file.endsWith(".safetensors")) {
                try (SafetensorsReader reader = SafetensorsReader.open(folder.resolve(file))) {
                    var tensors = reader.header().tensors().values();
                    long bytes = tensors.stream().mapToLong(TensorInfo::bytes).sum();
                    assertThat(bytes <= LIMIT || tensors.size() == 1).as(file).isTrue();
                }
            }
        }
    }

    @Test
    void storeATiedHeadOnce() {
        save("olmo-tied", folder, LIMIT);
        try (SafetensorsFolder weights = SafetensorsFolder.open(folder)) {
            assertThat(weights.names()).contains("model.embed_tokens.weight").doesNotContain("lm_head.weight");
        }
    }

    @Test
    void areOneFileBelowTheLimit() throws IOException {
        save("olmo-fp32", folder, ShardedWeights.DEFAULT_LIMIT);
        assertThat(files()).containsExactly(SafetensorsFolder.SINGLE);
    }

    @Test
    void replaceWhatWasThere() throws IOException {
        save("olmo-fp32", folder, LIMIT);
        List<String> shards = files();
        save("olmo-fp32", folder, Long.MAX_VALUE);
        assertThat(files()).containsExactly(SafetensorsFolder.SINGLE);
        save("olmo-fp32", folder, LIMIT);
        assertThat(files()).isEqualTo(shards);
    }
}
