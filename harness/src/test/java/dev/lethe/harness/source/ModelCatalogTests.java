package dev.lethe.harness.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.config.ModelSize;
import org.junit.jupiter.api.Test;

class ModelCatalogTests {

    private final ModelCatalog catalog = ModelCatalog.load();

    @Test
    void knowsTheModelsOfTheTaskAndWhatTheyWereMadeFrom() {
        assertThat(catalog.models().values())
                .extracting(model -> model.id().repository())
                .contains(
                        "llmunlearningsemeval2025organization/olmo-finetuned-semeval25-unlearning",
                        "llmunlearningsemeval2025organization/olmo-1B-model-semeval25-unlearning",
                        "allenai/OLMo-7B-0724-Instruct-hf",
                        "allenai/OLMo-1B-0724-hf");
        assertThat(catalog.models().get("semeval-7b").size()).isEqualTo(ModelSize.SEVEN_BILLION);
    }

    @Test
    void everyEntrySaysWhatToAdaptAndHowWeKnow() {
        assertThat(catalog.models().values()).allSatisfy(model -> {
            assertThat(model.loraTargets()).isNotEmpty().doesNotHaveDuplicates();
            assertThat(model.loraSource()).isNotBlank();
            assertThat(model.settingsSource()).isNotBlank();
            assertThat(model.source()).isNotBlank();
        });
    }

    @Test
    void noNameLooksLikeAnIdOfTheHub() {
        assertThat(catalog.models().keySet()).doesNotContain("tiny").allSatisfy(name -> assertThat(HubId.parse(name))
                .isEmpty());
    }

    @Test
    void findsTheModelOfAnyRevision() {
        HubId id = HubId.parse("EleutherAI/gpt-neo-125m@v2").orElseThrow();

        assertThat(catalog.of(id)).map(CatalogModel::name).contains("gpt-neo-125m");
    }
}
