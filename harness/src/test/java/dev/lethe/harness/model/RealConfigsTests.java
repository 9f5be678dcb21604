package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published configs; needs {@code -Dlethe.testData=DIR} with a folder {@code configs}. */
class RealConfigsTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Llama-2-7b-hf",
                "OLMo-1B-0724-hf",
                "OLMo-7B-0724-Instruct-hf",
                "gpt-neo-1.3B",
                "gpt-neo-125m",
                "phi-1_5"
            })
    void haveAsManyParametersAsTheirSourcesSay(String model) throws IOException {
        String folder = System.getProperty("lethe.testData", "");
        assumeFalse(folder.isBlank(), "no -Dlethe.testData=DIR given: published configs are not at hand");
        Path checkpoint = Path.of(folder, "configs", model);
        long parameters = new ObjectMapper()
                .readTree(checkpoint.resolve(DecoderConfig.FILE_NAME).toFile())
                .at("/_source/parameters_computed")
                .asLong();
        WeightNames names = WeightNames.of(DecoderConfig.read(checkpoint));
        assertThat(names.all().stream().mapToLong(WeightName::elements).sum()).isEqualTo(parameters);
    }
}
