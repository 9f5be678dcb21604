package dev.lethe.harness.model;

/**
 * The names of modules in the checkpoints of a family, after the published files.
 *
 * @param blockPrefix before the index of a block
 * @param attention before the projections, with a final dot
 * @param output attention output projection
 * @param up projection into the MLP, beside the gate where there is one
 * @param down projection out of the MLP
 * @param attentionNorm norm before attention
 * @param mlpNorm norm before the MLP; unused where blocks are parallel
 * @param embedding token embedding, a tensor
 * @param positions learned positions, a tensor; unused where positions are rotary
 * @param finalNorm norm before the head
 */
record NameScheme(
        String blockPrefix,
        String attention,
        String output,
        String up,
        String down,
        String attentionNorm,
        String mlpNorm,
        String embedding,
        String positions,
        String finalNorm) {

    private static final NameScheme LLAMA = new NameScheme(
            "model.layers.",
            "self_attn.",
            "o_proj",
            "mlp.up_proj",
            "mlp.down_proj",
            "input_layernorm",
            "post_attention_layernorm",
            "model.embed_tokens.weight",
            "",
            "model.norm");

    private static final NameScheme PHI = new NameScheme(
            "model.layers.",
            "self_attn.",
            "dense",
            "mlp.fc1",
            "mlp.fc2",
            "input_layernorm",
            "",
            "model.embed_tokens.weight",
            "",
            "model.final_layernorm");

    private static final NameScheme GPT_NEO = new NameScheme(
            "transformer.h.",
            "attn.attention.",
            "out_proj",
            "mlp.c_fc",
            "mlp.c_proj",
            "ln_1",
            "ln_2",
            "transformer.wte.weight",
            "transformer.wpe.weight",
            "transformer.ln_f");

    static NameScheme of(Family family) {
        return switch (family) {
            case OLMO, LLAMA -> LLAMA;
            case PHI -> PHI;
            case GPT_NEO -> GPT_NEO;
        };
    }
}
