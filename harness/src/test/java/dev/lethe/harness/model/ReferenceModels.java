package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Network;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Loads the checkpoints of reference implementations for the tests that compare with these. */
abstract class ReferenceModels {

    private static Compute compute;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    /** Hands a checkpoint, in float32 and ready to be trained, to a test on the compute thread. */
    static void withDecoder(Path checkpoint, Consumer<Decoder> test) {
        try (Decoder decoder = Checkpoint.load(checkpoint, compute, Precision.FLOAT32, new Trainable.Full())) {
            compute.run(() -> test.accept(decoder));
        }
    }

    /** Logits (1, T, V) of one sequence. */
    static NDArray logits(Decoder decoder, Network network, JsonNode ids, NDManager scope) {
        return logits(decoder, network, OracleTensors.row(ids, scope), OracleTensors.noMask(scope), scope);
    }

    /** Logits (B, T, V) of ids (B, T), of which {@code real} (B, T) says what is no padding. */
    static NDArray logits(Decoder decoder, Network network, NDArray ids, NDArray real, NDManager scope) {
        NDArray hidden = decoder.kernels().hidden(scope, network, ids, real, OracleTensors.noMask(scope), false);
        return decoder.kernels().logits(scope, network, hidden);
    }
}
