package dev.lethe.harness.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tensors of a checkpoint: under which name each slot of a decoder is stored, and with which shape. */
public final class WeightNames {

    /** Buffers that some releases of transformers stored beside the weights; they are computed, never read. */
    private static final Pattern BUFFERS =
            Pattern.compile("(.*\\.)?(rotary_emb\\.inv_freq|attn\\.attention\\.(bias|masked_bias))");

    private static final String HEAD = "lm_head.weight";

    private final DecoderConfig config;
    private final NameScheme scheme;
    private final List<Map<Slot, WeightName>> blocks = new ArrayList<>();
    private final Map<Slot, WeightName> outer;

    private WeightNames(DecoderConfig config) {
        this.config = config;
        this.scheme = NameScheme.of(config.family());
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(block(layer));
        }
        this.outer = outer();
    }

    /** The names and shapes for a decoder. */
    public static WeightNames of(DecoderConfig config) {
        return new WeightNames(config);
    }

    /** The tensor of a slot in one block, where the decoder has it. */
    public Optional<WeightName> inBlock(int layer, Slot slot) {
        return Optional.ofNullable(blocks.get(layer).get(slot));
    }

    /** The tensors of one block, in the order of the slots. */
    public List<WeightName> ofBlock(int layer) {
        return List.copyOf(blocks.get(layer).values());
    }

    /** The tensor of a slot outside the blocks, where the decoder has it. */
    public Optional<WeightName> outside(Slot slot) {
        return Optional.ofNullable(outer.get(slot));
    }

    /** All tensors: block by block in the order of the slots, then those outside. */
    public List<WeightName> all() {
        List<WeightName> all = new ArrayList<>();
        blocks.forEach(block -> all.addAll(block.values()));
        all.addAll(outer.values());
        return Collections.unmodifiableList(all);
    }

    /** Whether a stored tensor of this name is known and not needed: a buffer, or the head where it is tied. */
    public boolean isIgnored(String name) {
        return BUFFERS.matcher(name).matches() || config.tiedEmbeddings() && name.equals(HEAD);
    }

    /** Whether a tensor of this name belongs to a block or to the head. */
    boolean isInside(String name) {
        return name.startsWith(scheme.blockPrefix()) || name.startsWith("lm_head.");
    }

    private Map<Slot, WeightName> block(int layer) {
        long width = config.width();
        long queries = (long) config.heads() * config.headSize();
        long keys = (long) config.keyValueHeads() * config.headSize();
        long inner = config.mlpWidth();
        Map<Slot, WeightName> block = new EnumMap<>(Slot.class);
        String prefix = scheme.blockPrefix() + layer + ".";
        norm(block, layer, Slot.ATTENTION_NORM_WEIGHT, Slot.ATTENTION_NORM_BIAS, prefix + scheme.attentionNorm());
        String attention = prefix + scheme.attention();
        linear(block, layer, Slot.Q, Slot.Q_BIAS, attention + "q_proj", queries, width, config.qkvBias());
        linear(block, layer, Slot.K, Slot.K_BIAS, attention + "k_proj", keys, width, config.qkvBias());
        linear(block, layer, Slot.V, Slot.V_BIAS, attention + "v_proj", keys, width, config.qkvBias());
        linear(block, layer, Slot.O, Slot.O_BIAS, attention + scheme.output(), width, queries, config.outputBias());
        if (!config.parallelBlock()) {
            norm(block, layer, Slot.MLP_NORM_WEIGHT, Slot.MLP_NORM_BIAS, prefix + scheme.mlpNorm());
        }
        if (config.gatedMlp()) {
            linear(block, layer, Slot.GATE, Slot.GATE_BIAS, prefix + "mlp.gate_proj", inner, width, config.mlpBias());
        }
        linear(block, layer, Slot.UP, Slot.UP_BIAS, prefix + scheme.up(), inner, width, config.mlpBias());
        linear(block, layer, Slot.DOWN, Slot.DOWN_BIAS, prefix + scheme.down(), width, inner, config.mlpBias());
        return block;
    }

    private Map<Slot, WeightName> outer() {
        int outside = WeightName.OUTSIDE;
        Map<Slot, WeightName> names = new EnumMap<>(Slot.class);
        put(names, Slot.EMBEDDING, outside, scheme.embedding(), config.vocabSize(), config.width());
        if (config.learnedPositions() > 0) {
            put(names, Slot.POSITIONS, outside, scheme.positions(), config.learnedPositions(), config.width());
        }
        norm(names, outside, Slot.FINAL_NORM_WEIGHT, Slot.FINAL_NORM_BIAS, scheme.finalNorm());
        if (!config.tiedEmbeddings()) {
            put(names, Slot.HEAD, outside, HEAD, config.vocabSize(), config.width());
        }
        if (config.headBias()) {
            put(names, Slot.HEAD_BIAS, outside, "lm_head.bias", config.vocabSize());
        }
        return names;
    }

    private void norm(Map<Slot, WeightName> names, int layer, Slot weight, Slot bias, String module) {
        if (config.norm() != Norm.LAYER_NORM_PLAIN) {
            put(names, weight, layer, module + ".weight", config.width());
        }
        if (config.norm() == Norm.LAYER_NORM) {
            put(names, bias, layer, module + ".bias", config.width());
        }
    }

    private static void linear(
            Map<Slot, WeightName> names,
            int layer,
            Slot weight,
            Slot bias,
            String module,
            long out,
            long in,
            boolean biased) {
        put(names, weight, layer, module + ".weight", out, in);
        if (biased) {
            put(names, bias, layer, module + ".bias", out);
        }
    }

    private static void put(Map<Slot, WeightName> names, Slot slot, int layer, String name, long... shape) {
        names.put(
                slot,
                new WeightName(slot, layer, name, Arrays.stream(shape).boxed().toList()));
    }
}
