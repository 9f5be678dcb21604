package dev.lethe.harness.model;

import dev.lethe.data.UserException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Turns a {@code config.json} into decoder options; absent keys mean what transformers 4.46 takes them to mean. */
final class DecoderConfigReader {

    private final ConfigJson json;
    private final DecoderConfigBuilder options;

    private DecoderConfigReader(ConfigJson json, Family family) {
        this.json = json;
        this.options = new DecoderConfigBuilder(family);
    }

    /** @param endsOfText what takes the place of the ends of text that the file states */
    static DecoderConfig read(ConfigJson json, UnaryOperator<List<Integer>> endsOfText) {
        Family family = Family.ofModelType(json.text("model_type", ""))
                .orElseThrow(() -> json.wrong("model_type", "one of " + Family.modelTypes()));
        ConfigOptions.check(json, family);
        DecoderConfigReader reader = new DecoderConfigReader(json, family);
        try {
            switch (family) {
                case OLMO -> reader.olmo();
                case LLAMA -> reader.llama();
                case PHI -> reader.phi();
                case GPT_NEO -> reader.gptNeo();
            }
            reader.storageType();
            reader.options.eosTokenIds = endsOfText.apply(reader.options.eosTokenIds);
            return reader.options.build();
        } catch (IllegalArgumentException e) {
            throw new UserException(UserException.Kind.CHECKPOINT, json.where() + ": " + e.getMessage(), e);
        }
    }

    private void olmo() {
        tokens(50_304, List.of(50_279), 1, null);
        shape(4096, 11_008, 32, 32);
        headSize(false);
        rotary(1.0);
        gatedMlp();
        options.qkvClip = json.has("clip_qkv") ? json.requiredNumber("clip_qkv") : null;
        attentionBias();
    }

    private void llama() {
        tokens(32_000, List.of(2), null, 1);
        shape(4096, 11_008, 32, 32);
        headSize(true);
        rotary(1.0);
        gatedMlp();
        options.norm = Norm.RMS_NORM;
        options.normEps = json.number("rms_norm_eps", 1e-6);
        options.mlpBias = json.flag("mlp_bias", false);
        attentionBias();
    }

    private void phi() {
        tokens(51_200, List.of(2), null, 1);
        shape(2048, 8192, 24, 32);
        headSize(false);
        rotary(0.5);
        layerNormAndGelu("layer_norm_eps", "hidden_act");
        options.parallelBlock = true;
        options.qkvBias = true;
        options.headBias = true;
    }

    private void gptNeo() {
        tokens(50_257, List.of(50_256), null, 50_256);
        options.width = json.positive("hidden_size", 2048);
        options.layers = alias("num_layers", "num_hidden_layers", 24);
        options.heads = alias("num_heads", "num_attention_heads", 16);
        options.keyValueHeads = options.heads;
        options.mlpWidth = json.positive("intermediate_size", 4 * options.width);
        headSize(false);
        options.attentionScale = 1.0;
        options.maxPositions = json.positive("max_position_embeddings", 2048);
        options.learnedPositions = options.maxPositions;
        options.tiedEmbeddings = json.flag("tie_word_embeddings", true);
        options.windows = AttentionWindows.read(json, options.layers);
        layerNormAndGelu("layer_norm_epsilon", "activation_function");
    }

    private void tokens(int vocabSize, List<Integer> eos, @Nullable Integer pad, @Nullable Integer bos) {
        options.vocabSize = json.positive("vocab_size", vocabSize);
        options.eosTokenIds = json.tokenIds("eos_token_id", eos);
        options.padTokenId = json.tokenId("pad_token_id", pad);
        options.bosTokenId = json.tokenId("bos_token_id", bos);
    }

    private void shape(int width, int mlpWidth, int layers, int heads) {
        options.width = json.positive("hidden_size", width);
        options.mlpWidth = json.positive("intermediate_size", mlpWidth);
        options.layers = json.positive("num_hidden_layers", layers);
        options.heads = json.positive("num_attention_heads", heads);
        options.keyValueHeads = json.positive("num_key_value_heads", options.heads);
        options.maxPositions = json.positive("max_position_embeddings", 2048);
        options.tiedEmbeddings = json.flag("tie_word_embeddings", false);
        options.windows = Collections.nCopies(options.layers, 0);
    }

    private void headSize(boolean free) {
        boolean given = json.has("head_dim");
        if (!given && options.width % options.heads != 0) {
            throw json.wrong("hidden_size", "a multiple of the " + options.heads + " attention heads");
        }
        options.headSize = json.positive("head_dim", options.width / options.heads);
        if (given && !free && options.headSize * options.heads != options.width) {
            throw json.wrong("head_dim", "hidden_size / number of heads, or no such key");
        }
        options.attentionScale = 1 / Math.sqrt(options.headSize);
    }

    private void attentionBias() {
        options.qkvBias = json.flag("attention_bias", false);
        options.outputBias = options.qkvBias;
    }

    private void gatedMlp() {
        oneOf("hidden_act", "silu", Set.of("silu", "swish"));
        options.activation = Activation.SWIGLU;
    }

    private void layerNormAndGelu(String epsKey, String activationKey) {
        oneOf(activationKey, "gelu_new", Set.of("gelu_new", "gelu_pytorch_tanh"));
        options.activation = Activation.GELU_NEW;
        options.norm = Norm.LAYER_NORM;
        options.normEps = json.number(epsKey, 1e-5);
        options.outputBias = true;
        options.mlpBias = true;
    }

    private void oneOf(String key, String absent, Set<String> allowed) {
        if (!allowed.contains(json.text(key, absent))) {
            throw json.wrong(key, "one of " + allowed.stream().sorted().toList());
        }
    }

    private int alias(String key, String otherKey, int absent) {
        return json.positive(key, json.positive(otherKey, absent));
    }

    private void rotary(double share) {
        RopeOptions rope = RopeOptions.read(json, share);
        options.ropeTheta = rope.theta();
        options.ropeScaling = rope.scaling();
        options.rotarySize = (int) (rope.share() * options.headSize);
    }

    /** transformers 5 says {@code dtype} where 4.x says {@code torch_dtype}. */
    private void storageType() {
        String key = json.has("torch_dtype") ? "torch_dtype" : "dtype";
        String name = json.text(key, "float32");
        options.storageType =
                StorageType.ofTorchName(name).orElseThrow(() -> json.wrong(key, "one of " + StorageType.torchNames()));
    }
}
