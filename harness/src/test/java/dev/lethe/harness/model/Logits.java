package dev.lethe.harness.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.torch.Network;

/** What a network makes of one fixed text. */
final class Logits {

    private static final long[] IDS = {2, 17, 41, 5, 59, 33, 8};

    private Logits() {}

    /** Logits (T * V) of a decoder without adapters. */
    static float[] of(Decoder decoder) {
        return of(decoder, decoder.network());
    }

    /** Logits (T * V) of a decoder with the adapters of {@code network}. */
    static float[] of(Decoder decoder, Network network) {
        return decoder.compute().call(() -> {
            try (NDManager scope = decoder.newScope()) {
                var hidden = decoder.kernels()
                        .hidden(
                                scope,
                                network,
                                scope.create(IDS, new Shape(1, IDS.length)),
                                scope.create(new Shape(0), DataType.BOOLEAN),
                                scope.create(new long[0]),
                                false);
                return decoder.kernels().logits(scope, network, hidden).toFloatArray();
            }
        });
    }
}
