package dev.lethe.harness.probe;

import dev.lethe.harness.generation.OfficialInference;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Quantization;
import dev.lethe.harness.record.ParameterValues;
import dev.lethe.harness.record.ProbeResult;
import java.util.List;
import java.util.SortedMap;

/**
 * Asks again after the weights of the linear layers went through a few bits and back. Unlearning moves weights by little;
 * rounding may move many of them back to where they were.
 *
 * <p>Values: regurgitation and knowledge in [0, 1], of both sets, before and after. On the forget set more is worse.
 * Where the retain values fall as well, rounding broke the model, and a low forget value says nothing.
 *
 * <p>Source: Zhang et al., "Catastrophic Failure of LLM Unlearning via Quantization", arXiv 2410.16454, who round to the
 * nearest, too. Differs from it: formula and scales are those of {@link Quantization}.
 *
 * @param bits of an integer, sign included
 * @param group inputs of an output channel that share a scale; 0: all of them
 */
record Quantized(int bits, int group) implements DurabilityProbe {

    /** Inputs that share a scale in 4 bits. Published 4-bit formats take 32 to 128; a choice among these. */
    private static final int SMALL_GROUP = 64;

    static Quantized int8() {
        return new Quantized(8, Quantization.CHANNEL);
    }

    static Quantized int4() {
        return new Quantized(4, SMALL_GROUP);
    }

    @Override
    public SortedMap<String, Object> parameters() {
        return ParameterValues.of(this);
    }

    @Override
    public List<ProbeResult.Value> look(ProbedModel model) {
        Decoder rounded = new Quantization(bits, group).copyOf(model.decoder());
        try {
            var inference = new OfficialInference(rounded, model.tokenizer(), model.cancelled());
            return Comparison.of(model.evaluated(), model.ask(model.rows(), inference));
        } finally {
            rounded.close();
        }
    }
}
