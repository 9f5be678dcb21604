package dev.lethe.harness;

import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A very small OLMo with random weights, and rows for it. */
public final class TinyDecoder {

    public static final int VOCABULARY = 60;
    public static final int END_OF_TEXT = 1;

    private TinyDecoder() {}

    /** Width 16, two blocks of two heads, an untied head. */
    public static DecoderConfig config() {
        return DecoderConfig.olmo(VOCABULARY, 16, 2, 2, 32, END_OF_TEXT, 0, 64, false);
    }

    public static Decoder random(Compute compute, long seed) {
        return Decoder.random(compute, config(), seed);
    }

    /**
     * The same with all weights ten times as large as random ones: no two tokens are equally likely, attention is not
     * flat.
     */
    public static Decoder decided(Compute compute, long seed) {
        Decoder decoder = random(compute, seed);
        compute.run(() -> decoder.network().weights().forEach(weight -> weight.muli(10)));
        return decoder;
    }

    /** Random rows of 4 to 9 tokens, of which 1 to 3 are the prompt. */
    public static List<TokenizedExample> rows(int count, long seed) {
        var random = new Random(seed);
        var rows = new ArrayList<TokenizedExample>();
        for (int i = 0; i < count; i++) {
            int[] ids = random.ints(4 + random.nextInt(6), 2, VOCABULARY).toArray();
            rows.add(new TokenizedExample("row " + i, ids, 1 + random.nextInt(3)));
        }
        return rows;
    }
}
