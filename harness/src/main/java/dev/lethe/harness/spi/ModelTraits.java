package dev.lethe.harness.spi;

import dev.lethe.harness.config.ModelSize;
import java.util.List;

/**
 * What of a model decides the values of a method.
 *
 * @param size the size whose values suit it
 * @param modules names of its linear layers, as the checkpoint spells them; empty where they are not known
 * @param loraTargets the layers that carry an adapter where a method states others that this model does not have
 */
public record ModelTraits(ModelSize size, List<String> modules, List<String> loraTargets) {

    public ModelTraits {
        modules = List.copyOf(modules);
        loraTargets = List.copyOf(loraTargets);
    }

    /** A model of which only the size is known. */
    public static ModelTraits of(ModelSize size) {
        return new ModelTraits(size, List.of(), List.of());
    }
}
