package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.Oracles;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.AdapterFolder;
import dev.lethe.harness.model.BaseModel;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.spi.MasterWeights;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that was loaded for something that then fails does not stay in memory. */
class FailedLoadTests {

    private final Compute compute = Compute.best();

    @AfterEach
    void close() {
        compute.close();
    }

    private int arrays() {
        return compute.manager().getManagedArrays().size();
    }

    private static TargetModel target() {
        Path folder = Oracles.folder("models").resolve("olmo-fp32");
        return new TargetModel(
                "model", folder, BaseModel.of(folder), DecoderConfig.read(folder), "digest", List.of(), null, 0);
    }

    @Test
    void anAdapterThatCannotBeReadLeavesNoModelBehind(@TempDir Path adapter) throws IOException {
        Files.writeString(adapter.resolve(AdapterFolder.CONFIG), "{}");
        var results = new ResultWeights(target(), Precision.FLOAT32, compute);

        assertThatThrownBy(() -> results.loadFrom(adapter)).isInstanceOf(UserException.class);

        assertThat(arrays()).isZero();
    }

    @Test
    void aReplicaThatCannotBeTrainedLeavesNoCopyBehind() {
        var nowhere = new Trainable.Linears(List.of("nowhere"));
        var method = new ResolvedMethod<>(
                TestMethod.full(), new TestMethod.Parameters(1), nowhere, MasterWeights.FP32, new TreeMap<>());
        var setup = new TrialSetup(null, method, Precision.FLOAT32, false, List.of(compute, compute));
        Decoder decoder = TinyDecoder.random(compute, 1);
        TrainedModel first = compute.call(() -> new TrainedModel(decoder, new Trainable.Nothing(), 1));
        int before = arrays();

        assertThatThrownBy(() -> new ReplicaModels(first, setup, 1))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nowhere");

        assertThat(arrays()).isEqualTo(before).isPositive();
    }
}
