package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.data.UserException;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Starts a low-rank adapter in the factors of the adapted weights that matter to the forget rows and not to the retain
 * rows: importance {@code I_F / (epsilon + I_R)} element by element, then the factors nearest to each weight when rows
 * count by it. The function and the decoder's own weights stay exactly as they are: a frozen pair takes the factors back.
 *
 * @param forget batches of forget rows
 * @param retain batches of retain rows
 * @param epsilon added to the retain rows' importance
 */
public record FisherInitialization(List<Batch> forget, List<Batch> retain, double epsilon) {

    public FisherInitialization {
        forget = List.copyOf(forget);
        retain = List.copyOf(retain);
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; expected a positive number");
        }
    }

    /** Starts the adapter of a model. On its compute thread. */
    void apply(TrainedModel model, BooleanSupplier cancelled) {
        LoraConfig config = model.adapter()
                .orElseThrow(() -> UserException.configuration("there is no adapter to start; set trainable=lora"))
                .config();
        try (TrainedModel base = new TrainedModel(model.decoder(), new Trainable.Linears(config.targetModules()), 0);
                NDManager scope = base.newScope()) {
            var importance = new FisherImportance(base, cancelled);
            List<NDArray> ofForget = importance.of(forget, scope);
            List<NDArray> ofRetain = importance.of(retain, scope);
            Map<NDArray, Integer> places = new IdentityHashMap<>();
            for (int i = 0; i < base.trained().size(); i++) {
                places.put(base.trained().get(i), i);
            }
            model.startAdapterFrom(weight -> {
                int place = places.get(weight);
                return relative(ofForget.get(place), ofRetain.get(place));
            });
        }
    }

    private NDArray relative(NDArray forget, NDArray retain) {
        return forget.divi(retain.addi(epsilon));
    }
}
