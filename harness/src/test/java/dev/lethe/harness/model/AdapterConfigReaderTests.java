package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.TinyDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An {@code adapter_config.json} means what it means to PEFT, or is refused by the key that stands in the way. */
class AdapterConfigReaderTests {

    private static final String BLOCK_0 = "model.layers.0.";
    private static final String BLOCK_1 = "model.layers.1.";

    @TempDir
    private Path folder;

    /** @param changed entries in JSON with single quotes, which win over the usual ones */
    private LoraConfig read(String changed) {
        String usual = "'peft_type': 'LORA', 'r': 4, 'lora_alpha': 16, 'target_modules': ['q_proj']";
        Path file = folder.resolve(AdapterFolder.CONFIG);
        try {
            // Of two entries with one key, the last one counts.
            Files.writeString(file, ("{" + usual + ", " + changed + "}").replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return AdapterFolder.readConfig(folder, TinyDecoder.config());
    }

    private void assertRefused(String changed, String message) {
        assertThatThrownBy(() -> read(changed))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.kind()).isEqualTo(UserException.Kind.CHECKPOINT))
                .hasMessageStartingWith(folder.resolve(AdapterFolder.CONFIG) + ": \"")
                .hasMessageContaining(message);
    }

    @Test
    void readsWhatPeftWrites() {
        LoraConfig config = read("'alpha_pattern': {}, 'auto_mapping': null, 'bias': 'none', 'exclude_modules': null,"
                + " 'fan_in_fan_out': false, 'inference_mode': true, 'init_lora_weights': true, 'layer_replication': null,"
                + " 'layers_to_transform': null, 'loftq_config': {}, 'lora_bias': false, 'lora_dropout': 0.05,"
                + " 'modules_to_save': null, 'rank_pattern': {}, 'task_type': 'CAUSAL_LM', 'trainable_token_indices': null,"
                + " 'use_dora': false, 'use_rslora': true");
        assertThat(config).isEqualTo(new LoraConfig(4, 16, List.of("q_proj"), true, 0.05));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "null", "'gaussian'", "'eva'", "'orthogonal'"})
    void readsWhatStartedWithoutChangingTheBase(String start) {
        assertThat(read("'init_lora_weights': " + start).rank()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pissa", "pissa_niter_16", "olora", "corda", "loftq", "lora_ga"})
    void refusesWhatStartedByChangingTheBase(String start) {
        assertRefused(
                "'init_lora_weights': '" + start + "'",
                "\"init_lora_weights\" is \"" + start + "\"; expected true, false, null, \"gaussian\"");
        assertRefused("'init_lora_weights': '" + start + "'", "path_initial_model_for_weight_conversion");
    }

    @Test
    void takesTheLayoutOfLinearLayersForWhatItIs() {
        for (String given : List.of("true", "false", "null")) {
            assertThat(read("'fan_in_fan_out': " + given)).isEqualTo(read("'use_dora': false"));
        }
    }

    @Test
    void anAlphaOfZeroIsLegal() {
        assertThat(read("'lora_alpha': 0").scaling()).isZero();
    }

    @Test
    void aListNamesEndsOfModules() {
        List<String> ends = List.of("self_attn.q_proj", "model.layers.1.mlp.up_proj");
        assertThat(read("'target_modules': ['self_attn.q_proj', 'model.layers.1.mlp.up_proj']")
                        .targetModules())
                .isEqualTo(ends);
        assertThat(AdapterTargets.weights(TinyDecoder.config(), ends))
                .extracting(AdaptedLinear::path)
                .containsExactly(BLOCK_0 + "self_attn.q_proj", BLOCK_1 + "self_attn.q_proj", BLOCK_1 + "mlp.up_proj");
        assertThat(AdapterTargets.weights(TinyDecoder.config(), List.of("proj", "attn.q_proj")))
                .as("parts of words")
                .isEmpty();
    }

    @Test
    void aTextIsARegularExpressionOfWholeNames() {
        assertThat(read("'target_modules': '.*[.](q|v)_proj'").targetModules())
                .containsExactly(
                        BLOCK_0 + "self_attn.q_proj",
                        BLOCK_0 + "self_attn.v_proj",
                        BLOCK_1 + "self_attn.q_proj",
                        BLOCK_1 + "self_attn.v_proj");
        assertThat(read("'target_modules': 'model[.]layers[.]1[.]mlp.*'").targetModules())
                .containsExactly(BLOCK_1 + "mlp.gate_proj", BLOCK_1 + "mlp.up_proj", BLOCK_1 + "mlp.down_proj");
        assertThat(read("'target_modules': 'All-Linear'").targetModules()).hasSize(2 * 7);
    }

    @Test
    void leavesOutWhatIsExcluded() {
        assertThat(read("'exclude_modules': ['layers.0.self_attn.q_proj']").targetModules())
                .containsExactly(BLOCK_1 + "self_attn.q_proj");
        assertThat(read("'target_modules': 'all-linear', 'exclude_modules': '.*mlp.*'")
                        .targetModules())
                .hasSize(2 * 4);
        assertThat(read("'exclude_modules': []").targetModules()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "'peft_type': 'ADALORA'|\"peft_type\" is \"ADALORA\"; expected \"LORA\"; otherwise merge the adapter in PEFT",
                "'bias': 'all'|\"bias\" is \"all\"; expected \"none\"",
                "'use_dora': true, 'bias': 'all'|\"bias\" is \"all\"; expected \"none\"; \"use_dora\" is true; expected false",
                "'rank_pattern': {'q_proj': 8}|\"rank_pattern\" is {\"q_proj\":8}; expected {} or null",
                "'alora_invocation_tokens': [5]|\"alora_invocation_tokens\" is [5]; expected null",
                "'r': 0|\"r\" is 0; expected a positive whole number",
                "'r': 'four'|\"r\" is \"four\"; expected a positive whole number",
                "'r': null|\"r\" is null; expected a positive whole number",
                "'lora_alpha': 'x'|\"lora_alpha\" is \"x\"; expected a number",
                "'lora_alpha': 1e999|\"lora_alpha\" is ",
                "'lora_dropout': 1|\"lora_dropout\" is 1; expected a number of at least 0 and below 1",
                "'target_modules': []|\"target_modules\" is []; expected a list of module names, a regular expression, or",
                "'target_modules': [1]|\"target_modules\" is [1]; expected a list of module names",
                "'target_modules': null|\"target_modules\" is null; expected a list of module names",
                "'target_modules': ['q_proj', 'fc2']|expected linear layers of this model, which has no fc2 but q_proj, k_proj,",
                "'target_modules': 'q_proj'|\"target_modules\" is \"q_proj\"; expected linear layers of this model",
                "'target_modules': '('|\"target_modules\" is \"(\", which Java does not read as a regular expression",
                "'exclude_modules': 'model.*'|\"target_modules\" is [\"q_proj\"]; expected linear layers of this model",
            })
    void namesWhatStandsInTheWay(String changed, String message) {
        assertRefused(changed, message);
    }
}
