package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SafetensorsTests {

    private static final List<String> MODELS = Oracles.MODELS;

    @TempDir
    Path folder;

    @Test
    void readsBackWhatItWrote() throws IOException {
        Path file = folder.resolve("a.safetensors");
        write(file);
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            assertThat(reader.header().tensors().keySet()).containsExactly("a scalar", "b", "empty", "z");
            assertThat(reader.header().dataStart() % 8).isZero();
            assertThat(reader.find("b").orElseThrow().shape()).containsExactly(2L, 3L);
            ByteBuffer buffer = ByteBuffer.allocateDirect(64);
            reader.read("b", buffer);
            assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(floats(buffer)).containsExactly(0f, 1f, 2f, 3f, 4f, 5f);
            reader.read("a scalar", buffer);
            assertThat(buffer.remaining()).isEqualTo(4);
            reader.read("empty", buffer);
            assertThat(buffer.remaining()).isZero();
            assertThat(reader.find("z").orElseThrow().type()).isEqualTo(StorageType.BOOL);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("no draft is left").containsExactly(file);
        }
    }

    @Test
    void readsInChunks() {
        Path file = folder.resolve("a.safetensors");
        write(file);
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            ByteBuffer small = ByteBuffer.allocateDirect(16);
            assertThat(reader.read("b", 0, small)).isEqualTo(16);
            assertThat(floats(small)).containsExactly(0f, 1f, 2f, 3f);
            assertThat(reader.read("b", 16, small)).isEqualTo(8);
            assertThat(floats(small)).containsExactly(4f, 5f);
            assertThat(reader.read("b", 24, small)).isZero();
            assertThatThrownBy(() -> reader.read("b", 25, small)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reader.read("b", small)).hasMessageContaining("read it in chunks");
            assertThatThrownBy(() -> reader.read("c", small)).hasMessageContaining("no tensor \"c\"");
        }
    }

    @Test
    void leavesTheOldFileWhenWritingFails() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Files.writeString(file, "old");
        SafetensorsWriter.Tensor tooShort = new SafetensorsWriter.Tensor(
                "w", StorageType.F32, List.of(4L), sink -> sink.accept(ByteBuffer.allocate(8)));
        assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(tooShort)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected 16 bytes, got 8");
        SafetensorsWriter.Tensor diskFull = new SafetensorsWriter.Tensor("w", StorageType.F32, List.of(4L), sink -> {
            throw new IOException("No space left on device");
        });
        assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(diskFull)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("No space left on the disk of " + file);
        assertThat(folder).isDirectoryContaining("glob:**/a.safetensors");
        assertThat(file).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void noticesACutAnywhere() throws IOException {
        Path whole = Oracles.model("olmo-tied").resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(whole);
        for (int length : new int[] {0, 1, 7, 8, 9, 100, 1500, 2000, 40_000, bytes.length - 1}) {
            Path cut = folder.resolve("cut.safetensors");
            Files.write(cut, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> SafetensorsReader.open(cut))
                    .as("cut at %s of %s", length, bytes.length)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(cut.toString())
                    .hasMessageContaining("copy the file again");
        }
        Path longer = folder.resolve("longer.safetensors");
        Files.write(longer, Arrays.copyOf(bytes, bytes.length + 4));
        assertThatThrownBy(() -> SafetensorsReader.open(longer)).hasMessageContaining("expected");
    }

    @Test
    void namesTensorAndBytesOfACut() throws IOException {
        Path file = folder.resolve("a.safetensors");
        write(file);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 8)); // z has 3 bytes, a scalar 4, b 24
        assertThatThrownBy(() -> SafetensorsReader.open(file))
                .hasMessageContaining("tensor \"b\" needs 24 bytes")
                .hasMessageContaining("found 16");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}|valid JSON",
                "[]|not a JSON object",
                "{'w':{'dtype':'F8','shape':[4],'data_offsets':[0,4]}}|tensor \"w\": dtype is \"F8\"; expected one of F64",
                "{'w':{'shape':[4],'data_offsets':[0,4]}}|dtype is",
                "{'w':{'dtype':'U8','shape':[-4],'data_offsets':[0,4]}}|shape is [-4]; expected whole numbers",
                "{'w':{'dtype':'U8','shape':[4],'data_offsets':[-4,0]}}|data_offsets is [-4,0]",
                "{'w':{'dtype':'U8','shape':4,'data_offsets':[0,4]}}|shape is 4",
                "{'w':{'dtype':'U8','shape':[1.5],'data_offsets':[0,4]}}|shape is [1.5]",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}|do not span the 8 bytes",
                "{'w':{'dtype':'F32','shape':[4],'data_offsets':[4,0]}}|do not span",
                "{'w':{'dtype':'U8','shape':[4],'data_offsets':[0]}}|do not span",
                "{'w':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,4]}}|larger than any file",
                "{'w':{'dtype':'U8','shape':[99999999999999999999],'data_offsets':[0,4]}}|expected whole numbers",
                "{'v':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'w':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}}|tensor \"w\" starts at byte 2",
                "{'w':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}}|expected 0",
                "{'w':{'dtype':'U8','shape':[8],'data_offsets':[0,8]}}|needs 8 bytes up to byte 8 of the data; found 4",
                "{'w':{'dtype':'U8','shape':[2],'data_offsets':[0,2]}}|holds 4 bytes of data; expected 2",
                "{'w':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'w':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}}|Duplicate",
                "{'w':7}|dtype is",
            })
    void refusesHostileHeaders(String header, String message) throws IOException {
        Path file = file(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8), -1);
        assertThatThrownBy(() -> SafetensorsReader.open(file))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void refusesHostileLengths() throws IOException {
        for (long length : new long[] {0, 1, 1000, Integer.MAX_VALUE, Long.MAX_VALUE, -2, Long.MIN_VALUE}) {
            Path file = file("{}".getBytes(StandardCharsets.UTF_8), length);
            assertThatThrownBy(() -> SafetensorsReader.open(file))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("claims a header of " + Long.toUnsignedString(length) + " bytes");
        }
        byte[] noText = {'{', (byte) 0xff, '}'};
        Path file = file(noText, -1);
        assertThatThrownBy(() -> SafetensorsReader.open(file)).hasMessageContaining("not UTF-8");
    }

    @Test
    void acceptsBlanksAfterTheHeader() throws IOException {
        Path file = file(
                "{\"w\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}    ".getBytes(StandardCharsets.UTF_8),
                -1);
        assertThatCode(() -> SafetensorsReader.open(file).close()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void checkpointsHoldWhatTheirConfigsSay(String model) {
        Path checkpoint = Oracles.model(model);
        WeightNames names = WeightNames.of(Oracles.config(model));
        try (SafetensorsFolder weights = SafetensorsFolder.open(checkpoint)) {
            WeightCheck.require(checkpoint, weights, names);
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
            for (WeightName weight : names.all()) {
                weights.read(weight.name(), buffer);
                assertThat(buffer.remaining() % weight.elements()).isZero();
            }
        }
    }

    @Test
    void namesEverythingThatDoesNotFit() {
        DecoderConfig other = DecoderConfig.parse(
                Oracles.config("olmo-tied")
                        .toJson()
                        .replace("\"num_key_value_heads\" : 4", "\"num_key_value_heads\" : 2")
                        .replace("\"tie_word_embeddings\" : true", "\"tie_word_embeddings\" : false"),
                "here");
        Path checkpoint = Oracles.model("olmo-tied");
        try (SafetensorsFolder weights = SafetensorsFolder.open(checkpoint)) {
            assertThatThrownBy(() -> WeightCheck.require(checkpoint, weights, WeightNames.of(other)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("lm_head.weight is missing, expected [128, 32]")
                    .hasMessageContaining("model.layers.1.self_attn.v_proj.weight is [32, 32], expected [16, 32]");
        }
        try (SafetensorsFolder weights = SafetensorsFolder.open(Oracles.model("phi"))) {
            assertThatThrownBy(() -> WeightCheck.require(checkpoint, weights, WeightNames.of(other)))
                    .hasMessageContaining("model.layers.0.self_attn.q_proj.bias has no place");
        }
    }

    @Test
    void namesWhatIsWrongWithAShardedFolder() throws IOException {
        assertThatThrownBy(() -> SafetensorsFolder.open(folder)).hasMessageContaining("holds neither");
        Path source = Oracles.model("olmo-gqa-sharded");
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        Path shard = folder.resolve("model-00002-of-00003.safetensors");
        byte[] bytes = Files.readAllBytes(shard);
        Files.delete(shard);
        assertThatThrownBy(() -> SafetensorsFolder.open(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("model-00002-of-00003.safetensors does not exist");
        Files.write(shard, bytes);
        Path index = folder.resolve(SafetensorsFolder.INDEX);
        String text = Files.readString(index);
        Files.writeString(index, text.replaceFirst("model-00002", "model-00001"));
        assertThatThrownBy(() -> SafetensorsFolder.open(folder)).hasMessageContaining("should be in model-00001");
        Files.writeString(index, text.replaceFirst("model-00002", "../model-00002"));
        assertThatThrownBy(() -> SafetensorsFolder.open(folder)).hasMessageContaining("in the same folder");
        Files.writeString(index, "{}");
        assertThatThrownBy(() -> SafetensorsFolder.open(folder)).hasMessageContaining("\"weight_map\" is missing");
    }

    @Test
    void namesAllThatIsMissingFromAShardedFolder() throws IOException {
        String index = "{'weight_map': {'a': '1.safetensors', 'b': '2.safetensors', 'x': '3.safetensors',"
                + " 'y': '3.safetensors'}}";
        Files.writeString(folder.resolve(SafetensorsFolder.INDEX), index.replace('\'', '"'));
        write(folder.resolve("3.safetensors"));
        assertThatThrownBy(() -> SafetensorsFolder.open(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("1.safetensors does not exist; 2.safetensors does not exist; ")
                .hasMessageContaining("tensor \"x\" should be in 3.safetensors, but is not; tensor \"y\" should be");
    }

    private static void write(Path file) {
        ByteBuffer floats = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 6; i++) {
            floats.putFloat(i);
        }
        floats.flip();
        SafetensorsWriter.write(
                file,
                List.of(
                        SafetensorsWriter.Tensor.of(
                                "z", StorageType.BOOL, List.of(3L), ByteBuffer.wrap(new byte[] {1, 0, 1})),
                        SafetensorsWriter.Tensor.of("a scalar", StorageType.F32, List.of(), ByteBuffer.allocate(4)),
                        new SafetensorsWriter.Tensor("b", StorageType.F32, List.of(2L, 3L), sink -> {
                            sink.accept(floats.slice(0, 16));
                            sink.accept(floats.slice(16, 8));
                        }),
                        SafetensorsWriter.Tensor.of(
                                "empty", StorageType.F32, List.of(0L, 4L), ByteBuffer.allocate(0))));
    }

    /** A file of a header and four bytes of data; a length below zero of -1 means the true one. */
    private Path file(byte[] header, long claimed) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(claimed == -1 ? header.length : claimed).put(header);
        return Files.write(folder.resolve("hostile.safetensors"), bytes.array());
    }

    private static float[] floats(ByteBuffer buffer) {
        float[] floats = new float[buffer.remaining() / Float.BYTES];
        buffer.asFloatBuffer().get(floats);
        return floats;
    }
}
