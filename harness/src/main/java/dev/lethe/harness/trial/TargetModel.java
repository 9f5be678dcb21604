package dev.lethe.harness.trial;

import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.model.AdapterTargets;
import dev.lethe.harness.model.BaseModel;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.WeightName;
import dev.lethe.harness.model.WeightNames;
import dev.lethe.harness.spi.ModelTraits;
import dev.lethe.harness.target.EmbeddedTarget;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model that trials start from.
 *
 * @param name as the user asked for it
 * @param folder its checkpoint
 * @param base how an adapter for it names it
 * @param config its shape
 * @param weightsDigest digest of its weights
 * @param loraTargets the layers that published work adapts in it; empty where nobody is known to
 * @param embedded how it was made; null for a checkpoint of the user's
 * @param seconds what building or finding it took
 */
record TargetModel(
        String name,
        Path folder,
        BaseModel base,
        DecoderConfig config,
        String weightsDigest,
        List<String> loraTargets,
        @Nullable EmbeddedTarget embedded,
        double seconds) {

    TargetModel {
        loraTargets = List.copyOf(loraTargets);
    }

    /** Number of weights; a tied head counts once. */
    long parameterCount() {
        return WeightNames.of(config).all().stream()
                .mapToLong(WeightName::elements)
                .sum();
    }

    /** What decides the values of a method. */
    ModelTraits traits() {
        return new ModelTraits(
                embedded == null ? ModelSize.of(parameterCount()) : ModelSize.TINY,
                AdapterTargets.all(config),
                loraTargets.isEmpty() ? AdapterTargets.usual(config) : loraTargets);
    }
}
