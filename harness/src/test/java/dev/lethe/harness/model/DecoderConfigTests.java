package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecoderConfigTests {

    @Test
    void readsOlmo() {
        DecoderConfig config = Oracles.config("olmo-gqa-sharded");
        assertThat(config.family()).isEqualTo(Family.OLMO);
        assertThat(config.norm()).isEqualTo(Norm.LAYER_NORM_PLAIN);
        assertThat(config.normEps()).isEqualTo(1e-5);
        assertThat(config.headSize()).isEqualTo(12);
        assertThat(config.rotarySize()).isEqualTo(12);
        assertThat(config.keyValueHeads()).isEqualTo(2);
        assertThat(config.ropeTheta()).isEqualTo(500);
        assertThat(config.activation()).isEqualTo(Activation.SWIGLU);
        assertThat(config.windows()).containsOnly(0).hasSize(3);
        assertThat(config.eosTokenIds()).containsExactly(2);
        assertThat(config.padTokenId()).isEqualTo(1);
        assertThat(config.bosTokenId()).isNull();
        assertThat(config.qkvClip()).isNull();
        assertThat(config.attentionScale()).isCloseTo(1 / Math.sqrt(12), within(1e-15));
    }

    @Test
    void readsLlama() {
        DecoderConfig config = Oracles.config("llama-mha");
        assertThat(config.norm()).isEqualTo(Norm.RMS_NORM);
        assertThat(config.normEps()).isEqualTo(1e-5);
        assertThat(config.padTokenId()).isNull();
        assertThat(config.bosTokenId()).isEqualTo(1);
        assertThat(config.outputBias()).isFalse();
    }

    @Test
    void readsPhi() {
        DecoderConfig config = Oracles.config("phi");
        assertThat(config.parallelBlock()).isTrue();
        assertThat(config.rotarySize()).isEqualTo(8);
        assertThat(config.activation()).isEqualTo(Activation.GELU_NEW);
        assertThat(config.headBias() && config.qkvBias() && config.outputBias() && config.mlpBias())
                .isTrue();
    }

    @Test
    void readsGptNeo() {
        DecoderConfig config = Oracles.config("gpt-neo");
        assertThat(config.windows()).containsExactly(0, 5, 0, 5);
        assertThat(config.attentionScale()).isEqualTo(1.0);
        assertThat(config.learnedPositions()).isEqualTo(64);
        assertThat(config.rotarySize()).isZero();
        assertThat(config.inverseFrequencies()).isEmpty();
        assertThat(config.mlpWidth()).isEqualTo(128);
        assertThat(config.tiedEmbeddings()).isTrue();
        assertThat(config.qkvBias()).isFalse();
        assertThat(config.outputBias()).isTrue();
    }

    @Test
    void readsStorageType() {
        assertThat(Oracles.config("olmo-bf16").storageType()).isEqualTo(StorageType.BF16);
        assertThat(Oracles.config("olmo-tied").tiedEmbeddings()).isTrue();
        assertThat(parse("'model_type':'olmo','dtype':'float16'").storageType()).isEqualTo(StorageType.F16);
    }

    @Test
    void takesAbsentKeysAsTheAuthorsDo() {
        DecoderConfig config = parse("'model_type':'olmo'");
        assertThat(config.vocabSize()).isEqualTo(50_304);
        assertThat(config.mlpWidth()).isEqualTo(11_008);
        assertThat(config.padTokenId()).isEqualTo(1);
        assertThat(parse("'model_type':'llama'").normEps()).isEqualTo(1e-6);
        assertThat(parse("'model_type':'phi'").rotarySize()).isEqualTo(32);
        assertThat(parse("'model_type':'gpt_neo'").windows())
                .startsWith(0, 256, 0, 256)
                .hasSize(24);
    }

    @Test
    void readsOptionsOfTheLargerFamily() {
        DecoderConfig config = parse(
                "'model_type':'llama','head_dim':32,'hidden_size':96,'num_attention_heads':4,'num_key_value_heads':1,"
                        + "'attention_bias':true,'mlp_bias':true,'eos_token_id':[7,9],'pad_token_id':-1");
        assertThat(config.headSize()).isEqualTo(32);
        assertThat(config.eosTokenIds()).containsExactly(7, 9);
        assertThat(config.padTokenId()).isNull();
        assertThat(config.qkvBias() && config.outputBias() && config.mlpBias()).isTrue();
        assertThat(parse("'model_type':'olmo','clip_qkv':8.0").qkvClip()).isEqualTo(8.0);
        assertThat(parse("'model_type':'phi','eos_token_id':null").eosTokenIds())
                .isEmpty();
    }

    /** Frequencies 1, 0.1, 0.01, 0.001 for base 10,000 and size 8; linear scaling divides all. */
    @Test
    void scalesFrequenciesLinearly() {
        String shape = "'model_type':'olmo','hidden_size':16,'num_attention_heads':2";
        assertThat(parse(shape).inverseFrequencies()).containsExactly(1f, 0.1f, 0.01f, 0.001f);
        assertThat(parse(shape + ",'rope_scaling':{'type':'linear','factor':2.0}")
                        .inverseFrequencies())
                .containsExactly(0.5f, 0.05f, 0.005f, 0.0005f);
        assertThat(parse(shape + ",'rope_parameters':{'rope_type':'default','rope_theta':16}")
                        .inverseFrequencies())
                .containsExactly(1f, 0.5f, 0.25f, 0.125f);
    }

    /**
     * Wave lengths 2π × 1, 10, 100, 1000 against 256 original positions with factors 1 and 4: below 64 is short (6.28 and
     * 62.8), above 256 is long (628 and 6283); base 16 gives 12.57 × … one in between: 2π × 16 = 100.5, blend
     * (256 / 100.53 − 1) / 3 = 0.51549, 1/16 × (0.48451 / 8 + 0.51549) = 0.0360034.
     */
    @Test
    void scalesFrequenciesAsLlama3() {
        String scaling = ",'rope_scaling':{'rope_type':'llama3','factor':8.0,'low_freq_factor':1.0,"
                + "'high_freq_factor':4.0,'original_max_position_embeddings':256}";
        String shape = "'model_type':'llama','hidden_size':16,'num_attention_heads':2";
        assertThat(parse(shape + scaling).inverseFrequencies())
                .containsExactly(new float[] {1f, 0.1f, 0.00125f, 0.000125f}, within(1e-9f));
        assertThat(parse("'model_type':'llama','hidden_size':8,'num_attention_heads':2,'rope_theta':256" + scaling)
                        .inverseFrequencies()[1])
                .isCloseTo(0.0360034f, within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "'model_type':'mamba'|\"model_type\" is \"mamba\"; expected one of olmo, llama, phi, gpt_neo",
                "'vocab_size':3|\"model_type\" is missing",
                "'model_type':'llama','hidden_act':'gelu'|\"hidden_act\" is \"gelu\"; expected one of [silu, swish]",
                "'model_type':'llama','rope_scaling':{'type':'dynamic','factor':2}|\"type\" is \"dynamic\"; expected one of",
                "'model_type':'llama','rope_scaling':{'rope_type':'yarn','factor':2}|\"rope_type\" is \"yarn\"",
                "'model_type':'olmo','rope_scaling':{'type':'linear','factor':0.5}|factor is 0.5",
                "'model_type':'olmo','rope_scaling':{'type':'linear'}|\"factor\" is missing",
                "'model_type':'olmo','rope_scaling':{'factor':2}|expected one of default, linear, llama3",
                "'model_type':'llama','sliding_window':4096|\"sliding_window\" is 4096; expected null",
                "'model_type':'llama','quantization_config':{'bits':4}|\"quantization_config\"",
                "'model_type':'phi','qk_layernorm':true|\"qk_layernorm\" is true; expected false",
                "'model_type':'llama','clip_qkv':3|\"clip_qkv\" is 3",
                "'model_type':'llama','logits_scaling':8|\"logits_scaling\" is 8; expected 1",
                "'model_type':'olmo','hidden_size':'x'|\"hidden_size\" is \"x\"; expected a positive whole number",
                "'model_type':'olmo','num_hidden_layers':0|\"num_hidden_layers\" is 0",
                "'model_type':'olmo','num_key_value_heads':5|num_key_value_heads is 5; expected a divisor of the 32 heads",
                "'model_type':'olmo','torch_dtype':'int8'|\"torch_dtype\" is \"int8\"; expected one of float64",
                "'model_type':'olmo','head_dim':3|\"head_dim\" is 3",
                "'model_type':'gpt_neo','num_layers':3|one entry for each of the 3 layers",
                "'model_type':'gpt_neo','attention_types':[[['global'],9]]|one entry for each of the 24 layers",
                "'model_type':'gpt_neo','attention_layers':['sparse']|only \"global\" and \"local\"",
                "'model_type':'olmo','clip_qkv':-1|clip_qkv is -1.0",
            })
    void refusesWhatWouldChangeTheNumbers(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("here")
                .hasMessageContaining(message);
    }

    @Test
    void refusesBrokenFiles(@TempDir Path folder) {
        assertThatThrownBy(() -> DecoderConfig.parse("{", "here"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("not valid JSON");
        assertThatThrownBy(() -> DecoderConfig.parse("[]", "here")).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> DecoderConfig.read(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("config.json does not exist");
    }

    @Test
    void writesWhatItReads() {
        DecoderConfig made = DecoderConfig.olmo(2048, 512, 2, 8, 1024, 1, 0, 512, true);
        assertThat(DecoderConfig.parse(made.toJson(), "made")).isEqualTo(made);
        for (String options : List.of(
                "'model_type':'olmo','clip_qkv':8.0,'eos_token_id':[1,2],'pad_token_id':null",
                "'model_type':'olmo','eos_token_id':null,'rope_scaling':{'type':'linear','factor':2.5}")) {
            DecoderConfig read = parse(options);
            assertThat(DecoderConfig.parse(read.toJson(), "written")).isEqualTo(read);
        }
    }

    @Test
    void countsTheParametersOfPublishedModels() {
        // 1,279,787,008: the count that data/README gives for OLMo-1B-0724-hf, of these values.
        DecoderConfig config = parse("'model_type':'olmo','hidden_size':2048,'num_attention_heads':16,"
                + "'num_hidden_layers':16,'intermediate_size':8192,'vocab_size':50304");
        assertThat(WeightNames.of(config).all().stream()
                        .mapToLong(WeightName::elements)
                        .sum())
                .isEqualTo(1_279_787_008L);
        assertThat(IntStream.range(0, 16).mapToObj(WeightNames.of(config)::ofBlock))
                .allSatisfy(block -> assertThat(block).hasSize(7));
    }

    private static DecoderConfig parse(String entries) {
        return DecoderConfig.parse("{" + entries.replace('\'', '"') + "}", "here");
    }
}
