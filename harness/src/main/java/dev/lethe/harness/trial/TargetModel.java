package dev.lethe.harness.trial;

import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.WeightName;
import dev.lethe.harness.model.WeightNames;
import dev.lethe.harness.target.EmbeddedTarget;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The model that trials start from.
 *
 * @param name as the user asked for it
 * @param folder its checkpoint
 * @param weightsDigest digest of its weights
 * @param size the size whose parameter values suit it
 * @param precision types in which it is held and computed
 * @param embedded how it was made; null for a checkpoint of the user's
 * @param seconds what building or finding it took
 */
record TargetModel(
        String name,
        Path folder,
        String weightsDigest,
        ModelSize size,
        Precision precision,
        @Nullable EmbeddedTarget embedded,
        double seconds) {

    static long parameterCount(Path folder) {
        return WeightNames.of(DecoderConfig.read(folder)).all().stream()
                .mapToLong(WeightName::elements)
                .sum();
    }
}
