package dev.lethe.harness.source;

import dev.lethe.harness.config.ModelSize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that Lethe knows by name.
 *
 * @param name for {@code -Dmodels=}
 * @param id where the hub has it
 * @param size whose published parameter values suit it
 * @param tokenizer the repository whose tokenizer it uses where it brings none; null: it brings one
 * @param loraTargets the layers that published work adapts in it, as its checkpoint spells them
 * @param loraSource who adapts these
 * @param settingsSource where published parameter values for it are
 * @param source how we know of the model, with what is from memory
 */
public record CatalogModel(
        String name,
        HubId id,
        ModelSize size,
        @Nullable HubId tokenizer,
        List<String> loraTargets,
        String loraSource,
        String settingsSource,
        String source) {

    public CatalogModel {
        loraTargets = List.copyOf(loraTargets);
    }
}
