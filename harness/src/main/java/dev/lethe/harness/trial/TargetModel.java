package dev.lethe.harness.trial;

import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.model.DecoderConfig;
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
 * @param embedded how it was made; null for a checkpoint of the user's
 * @param seconds what building or finding it took
 */
record TargetModel(
        String name,
        Path folder,
        String weightsDigest,
        ModelSize size,
        @Nullable EmbeddedTarget embedded,
        double seconds) {

    static ModelSize sizeOf(Path folder) {
        return ModelSize.of(WeightNames.of(DecoderConfig.read(folder)).all().stream()
                .mapToLong(WeightName::elements)
                .sum());
    }
}
