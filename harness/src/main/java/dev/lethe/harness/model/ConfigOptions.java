package dev.lethe.harness.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys of a {@code config.json} beyond those that become options: which must hold a neutral value, which do not matter. */
final class ConfigOptions {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigOptions.class);

    private record Neutral(Predicate<JsonNode> holds, String expected) {}

    private static final Neutral ABSENT = new Neutral(JsonNode::isNull, "null or no such key");
    private static final Neutral FALSE =
            new Neutral(value -> value.isNull() || value.isBoolean() && !value.booleanValue(), "false");
    private static final Neutral ONE =
            new Neutral(value -> value.isNull() || value.isNumber() && value.doubleValue() == 1, "1 or null");
    private static final Neutral ONLY_FULL_ATTENTION = new Neutral(
            value -> {
                boolean full = value.isNull() || value.isArray();
                for (JsonNode kind : value) {
                    full &= kind.asText().equals("full_attention");
                }
                return full;
            },
            "only \"full_attention\"");

    /** Options of look-alike models that change the numbers and that the decoder does not have. */
    private static final Map<String, Neutral> ALWAYS = Map.ofEntries(
            Map.entry("quantization_config", ABSENT),
            Map.entry("sliding_window", ABSENT),
            Map.entry("use_sliding_window", FALSE),
            Map.entry("layer_types", ONLY_FULL_ATTENTION),
            Map.entry("qk_layernorm", FALSE),
            Map.entry("qk_norm", FALSE),
            Map.entry("use_qk_norm", FALSE),
            Map.entry("attn_logit_softcapping", ABSENT),
            Map.entry("final_logit_softcapping", ABSENT),
            Map.entry("query_pre_attn_scalar", ABSENT),
            Map.entry("attention_multiplier", ABSENT),
            Map.entry("embedding_multiplier", ONE),
            Map.entry("residual_multiplier", ONE),
            Map.entry("logits_scaling", ONE),
            Map.entry("logit_scale", ONE),
            Map.entry("scale_emb", ONE),
            Map.entry("scale_depth", ABSENT),
            Map.entry("num_experts", ABSENT),
            Map.entry("num_local_experts", ABSENT),
            Map.entry("no_rope_layers", ABSENT),
            Map.entry("is_encoder_decoder", FALSE),
            Map.entry("add_cross_attention", FALSE),
            Map.entry("alibi", FALSE));

    /** Options of one family found in the file of another: its authors meant something by them. */
    private static final Map<Family, Map<String, Neutral>> FOREIGN = Map.of(
            Family.OLMO, Map.of("mlp_bias", FALSE, "partial_rotary_factor", ONE),
            Family.LLAMA, Map.of("clip_qkv", ABSENT, "partial_rotary_factor", ONE),
            Family.PHI, Map.of("clip_qkv", ABSENT),
            Family.GPT_NEO,
                    Map.of(
                            "clip_qkv", ABSENT,
                            "rope_scaling", ABSENT,
                            "rope_parameters", ABSENT,
                            "num_key_value_heads", ABSENT));

    /** Keys that become options. */
    private static final Set<String> READ = Set.of(
            "model_type",
            "vocab_size",
            "hidden_size",
            "intermediate_size",
            "num_hidden_layers",
            "num_attention_heads",
            "num_key_value_heads",
            "num_layers",
            "num_heads",
            "head_dim",
            "hidden_act",
            "activation_function",
            "max_position_embeddings",
            "rms_norm_eps",
            "layer_norm_eps",
            "layer_norm_epsilon",
            "rope_theta",
            "rope_scaling",
            "rope_parameters",
            "partial_rotary_factor",
            "attention_bias",
            "mlp_bias",
            "clip_qkv",
            "tie_word_embeddings",
            "attention_types",
            "attention_layers",
            "window_size",
            "eos_token_id",
            "pad_token_id",
            "bos_token_id",
            "torch_dtype",
            "dtype");

    /**
     * Keys that change nothing here: they describe the file, its training or a task head; dropout is never applied to a
     * base model; {@code pretraining_tp} only splits a product into parts of the same sum.
     */
    private static final Set<String> HARMLESS = Set.of(
            "_name_or_path",
            "_source",
            "architectures",
            "auto_map",
            "transformers_version",
            "initializer_range",
            "use_cache",
            "attention_dropout",
            "resid_dropout",
            "embed_dropout",
            "resid_pdrop",
            "embd_pdrop",
            "classifier_dropout",
            "gradient_checkpointing",
            "pretraining_tp",
            "summary_activation",
            "summary_first_dropout",
            "summary_proj_to_labels",
            "summary_type",
            "summary_use_proj",
            "task_specific_params",
            "tokenizer_class",
            "id2label",
            "label2id",
            "return_dict",
            "output_attentions",
            "output_hidden_states",
            "is_decoder",
            "use_return_dict",
            "problem_type",
            "_attn_implementation",
            "_attn_implementation_autoset",
            "unsloth_version",
            "max_length",
            "use_bfloat16");

    private ConfigOptions() {}

    /** Fails on options that would change the numbers; notes unknown keys at debug level. */
    static void check(ConfigJson json, Family family) {
        Map<String, Neutral> foreign = FOREIGN.getOrDefault(family, Map.of());
        for (String key : json.keys()) {
            Neutral neutral = foreign.getOrDefault(key, ALWAYS.get(key));
            if (neutral != null) {
                if (!neutral.holds().test(json.get(key))) {
                    throw json.wrong(key, neutral.expected() + " for model_type " + family.modelType());
                }
            } else if (!READ.contains(key) && !HARMLESS.contains(key)) {
                LOG.debug("{}: unknown key \"{}\" is ignored", json.where(), key);
            }
        }
    }
}
