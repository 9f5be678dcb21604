package dev.lethe.harness.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.TokenLimits;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens that several texts begin with; a model's keys and values of them are computed once. On the compute thread. */
final class SharedPrefix implements AutoCloseable {

    /** Keys and values of one block are a small part of what a token takes that is computed: a guess. */
    private static final int CHEAPER = 8;

    private final Decoder decoder;
    private final int length;
    private final @Nullable NDManager scope;
    private final @Nullable NDArray cache;

    /** @param ids the tokens; none: texts share nothing, and nothing is computed */
    SharedPrefix(Decoder decoder, int... ids) {
        this.decoder = decoder;
        this.length = ids.length;
        if (length == 0) {
            scope = null;
            cache = null;
            return;
        }
        TokenLimits.of(decoder.config()).requireReadable("what questions of a subject begin with", ids);
        scope = decoder.newScope();
        try {
            long[] wide = Arrays.stream(ids).asLongStream().toArray();
            cache = new Halving(decoder.compute(), "Passing what questions begin with")
                    .results(
                            List.of(wide),
                            one -> List.of(decoder.kernels()
                                    .prefix(scope, decoder.network(), scope.create(wide, new Shape(1, length)))))
                    .get(0);
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    /** The number of tokens. */
    int length() {
        return length;
    }

    /** What a text with these tokens counts in a batch: tokens to compute, and a little for those that are known. */
    int weight(int textLength) {
        return textLength - length + length / CHEAPER;
    }

    /** Hidden states (B, T, D) of what follows the prefix in each row. */
    NDArray hidden(NDManager of, PaddedRows rest) {
        if (cache == null) {
            return decoder.hidden(of, decoder.network(), rest);
        }
        decoder.requireReadable(rest, length);
        return decoder.kernels().hiddenAfter(of, decoder.network(), cache, rest.ids(), rest.packed());
    }

    @Override
    public void close() {
        if (scope != null) {
            scope.close();
        }
    }
}
