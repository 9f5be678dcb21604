package dev.lethe.harness.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes the {@code config.json} of an OLMo that was made in memory. */
final class OlmoConfigJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private OlmoConfigJson() {}

    static String write(DecoderConfig config) {
        if (config.family() != Family.OLMO) {
            throw new IllegalStateException(
                    "only an OLMo config is ever written; " + config.family() + " keeps the file of its checkpoint");
        }
        ObjectNode root = JSON.createObjectNode();
        root.putArray("architectures").add("OlmoForCausalLM");
        root.put("model_type", config.family().modelType());
        root.put("attention_bias", config.qkvBias());
        root.put("attention_dropout", 0.0);
        root.put("bos_token_id", config.bosTokenId());
        root.put("clip_qkv", config.qkvClip());
        putEos(root, config.eosTokenIds());
        root.put("hidden_act", "silu");
        root.put("hidden_size", config.width());
        root.put("initializer_range", 0.02);
        root.put("intermediate_size", config.mlpWidth());
        root.put("max_position_embeddings", config.maxPositions());
        root.put("num_attention_heads", config.heads());
        root.put("num_hidden_layers", config.layers());
        root.put("num_key_value_heads", config.keyValueHeads());
        root.put("pad_token_id", config.padTokenId());
        putRopeScaling(root, config.ropeScaling());
        root.put("rope_theta", config.ropeTheta());
        root.put("tie_word_embeddings", config.tiedEmbeddings());
        root.put("torch_dtype", config.storageType().torchName());
        root.put("use_cache", true);
        root.put("vocab_size", config.vocabSize());
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void putEos(ObjectNode root, List<Integer> ids) {
        if (ids.isEmpty()) {
            root.putNull("eos_token_id");
        } else if (ids.size() == 1) {
            root.put("eos_token_id", ids.get(0));
        } else {
            ids.forEach(root.putArray("eos_token_id")::add);
        }
    }

    private static void putRopeScaling(ObjectNode root, RopeScaling scaling) {
        if (scaling instanceof RopeScaling.Linear linear) {
            root.putObject("rope_scaling").put("type", "linear").put("factor", linear.factor());
        } else if (scaling instanceof RopeScaling.Llama3 llama3) {
            root.putObject("rope_scaling")
                    .put("rope_type", "llama3")
                    .put("factor", llama3.factor())
                    .put("low_freq_factor", llama3.lowFrequencyFactor())
                    .put("high_freq_factor", llama3.highFrequencyFactor())
                    .put("original_max_position_embeddings", llama3.originalPositions());
        } else {
            root.putNull("rope_scaling");
        }
    }
}
