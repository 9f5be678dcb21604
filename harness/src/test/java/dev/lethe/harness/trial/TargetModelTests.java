package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.Oracles;
import dev.lethe.harness.model.BaseModel;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Family;
import dev.lethe.harness.source.CatalogModel;
import dev.lethe.harness.source.ModelCatalog;
import dev.lethe.harness.spi.ModelTraits;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which layers an adapter sits on where a method states those of another architecture. */
class TargetModelTests {

    private static TargetModel target(Path folder, List<String> published) {
        return new TargetModel(
                "model", folder, BaseModel.of(folder), DecoderConfig.read(folder), "digest", published, null, 0);
    }

    static Stream<Path> checkpoints() {
        return Oracles.cases("models").stream();
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void aFolderHasTheUsualLayersOfItsFamily(Path folder) {
        ModelTraits traits = target(folder, List.of()).traits();

        Family family = DecoderConfig.read(folder).family();
        assertThat(traits.loraTargets())
                .isEqualTo(
                        switch (family) {
                            case OLMO, LLAMA -> List.of("q_proj", "v_proj", "up_proj", "down_proj");
                            case PHI -> List.of("q_proj", "v_proj", "fc1", "fc2");
                            case GPT_NEO -> List.of("q_proj", "v_proj");
                        });
        assertThat(traits.modules()).containsAll(traits.loraTargets());
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void aKnownModelHasTheLayersThatWerePublished(Path folder) {
        List<String> modules = target(folder, List.of()).traits().modules();
        String family = DecoderConfig.read(folder).family().modelType();
        for (CatalogModel known : ModelCatalog.load().models().values()) {
            String name = known.name().replace('-', '_').replace("semeval", "olmo");
            if (name.startsWith(family)) {
                assertThat(modules).as(known.name()).containsAll(known.loraTargets());
                assertThat(target(folder, known.loraTargets()).traits().loraTargets())
                        .isEqualTo(known.loraTargets());
            }
        }
    }
}
