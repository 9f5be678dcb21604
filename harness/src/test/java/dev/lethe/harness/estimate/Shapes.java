package dev.lethe.harness.estimate;

import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;
import java.util.List;

/** Decoders so small that their numbers are worked out by hand. */
final class Shapes {

    /**
     * V 10, D 4, 2 layers of 2 heads of 2, M 6, untied. A block's matrices: 4 * 4 * 4 + 3 * 4 * 6 = 136; the head:
     * 10 * 4 = 40; all: 2 * 136 + 40 + 40 (embedding) = 352.
     */
    static final DecoderConfig SMALL = DecoderConfig.olmo(10, 4, 2, 2, 6, 0, 1, 64, false);

    /** Rank 1 on q, v (4 + 4 each) and up, down (4 + 6 each): 36 a block. */
    static final Trainable.Lora LORA =
            new Trainable.Lora(new LoraConfig(1, 1, List.of("q_proj", "v_proj", "up_proj", "down_proj"), false));

    private Shapes() {}
}
