package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecoderCopyTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"olmo-fp32, FLOAT32", "olmo-bf16, BFLOAT16", "olmo-tied, FLOAT32"})
    void keepsEveryBitOnAnotherDeviceAndAfterTheOriginalIsClosed(String model, Dtype dtype) throws IOException {
        try (Compute one = Compute.on(Device.cpu());
                Compute other = Compute.on(Device.cpu())) {
            Path checkpoint = Oracles.model(model);
            Decoder original = Checkpoint.load(
                    checkpoint, one, new Precision(dtype, dtype, Dtype.FLOAT32), new Trainable.Nothing());
            Decoder copy = original.copyTo(other, dtype);
            byte[] expected = saved(original, "original");
            one.run(original::close);
            assertThat(copy.compute()).isSameAs(other);
            assertThat(saved(copy, "copy")).isEqualTo(expected);
        }
    }

    private byte[] saved(Decoder decoder, String name) throws IOException {
        Path target = Files.createDirectory(folder.resolve(name));
        Checkpoint.saveWeights(decoder, target, decoder.storageType());
        return Files.readAllBytes(target.resolve(SafetensorsFolder.SINGLE));
    }
}
