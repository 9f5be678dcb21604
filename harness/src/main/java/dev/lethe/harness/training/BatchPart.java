package dev.lethe.harness.training;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.TokenizedExample;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The forget or the retain rows of a batch: their quantities. The forward pass runs when the first is asked for. */
public final class BatchPart {

    private final Map<PerToken.Kind, PerToken> quantities = new EnumMap<>(PerToken.Kind.class);
    private final Supplier<ForwardPass> forward;
    private @Nullable ForwardPass pass;

    BatchPart(TrainedModel model, List<TokenizedExample> rows, NDManager scope) {
        this.forward = () -> new ForwardPass(model, rows, scope);
    }

    /** A part with these quantities and no others. */
    BatchPart(Map<PerToken.Kind, PerToken> given) {
        quantities.putAll(given);
        this.forward = () -> {
            throw new IllegalStateException("the only quantities given are " + given.keySet());
        };
    }

    /** Negative log-likelihood of each answer token under the model being trained, in nats. */
    public PerToken nll() {
        return quantity(PerToken.Kind.NLL);
    }

    private PerToken quantity(PerToken.Kind kind) {
        return quantities.computeIfAbsent(kind, asked -> {
            if (pass == null) {
                pass = forward.get();
            }
            return pass.quantity(asked);
        });
    }

    OptionalDouble meanTokenNll() {
        PerToken nll = quantities.get(PerToken.Kind.NLL);
        return nll == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(nll.tokenMean().getFloat());
    }

    void backward() {
        if (pass != null) {
            pass.backward(quantities);
        }
    }
}
