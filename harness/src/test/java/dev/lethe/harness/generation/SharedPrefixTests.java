package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.harness.Oracles;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Kernels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture says the same after a prefix that is computed once as after whole texts. */
class SharedPrefixTests {

    private static final int PREFIX = 14;

    private static Compute compute;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    static List<Path> checkpoints() {
        return Oracles.cases("models");
    }

    /** Texts that share a prefix and go on for 1 to 9 tokens. */
    private static List<int[]> texts(int vocabulary) {
        var random = new Random(3);
        int[] prefix = random.ints(PREFIX, 2, vocabulary).toArray();
        return IntStream.of(9, 1, 2, 7, 3, 9)
                .mapToObj(more -> IntStream.concat(Arrays.stream(prefix), random.ints(more, 2, vocabulary))
                        .toArray())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void givesTheLikelihoodsOfWholeTexts(Path checkpoint) {
        try (Decoder decoder = Checkpoint.load(checkpoint, compute, Precision.FLOAT32, new Trainable.Nothing())) {
            List<int[]> texts = texts(decoder.config().vocabSize());
            int[] all = IntStream.range(0, decoder.config().vocabSize()).toArray();
            var candidates = new int[texts.size()][];
            Arrays.fill(candidates, all);
            var next = new NextTokens(decoder, () -> false);
            double[][] whole = compute.call(() -> next.values(texts, candidates, Kernels::nextTokenLogProbabilities));

            double[][] after = compute.call(() -> {
                try (var prefix = new SharedPrefix(decoder, Arrays.copyOf(texts.get(0), PREFIX))) {
                    return next.values(prefix, texts, candidates, Kernels::nextTokenLogProbabilities);
                }
            });

            for (int i = 0; i < whole.length; i++) {
                assertThat(after[i]).as("text %d", i).containsExactly(whole[i], within(1e-4));
            }
            assertThat(after[1]).as("rows differ").isNotEqualTo(after[2]);
        }
    }

    @Test
    void countsWhatIsKnownLess() {
        compute.run(() -> {
            try (Decoder decoder = TinyDecoder.random(compute, 1);
                    var prefix = new SharedPrefix(decoder, new int[16]);
                    var nothing = new SharedPrefix(decoder)) {
                assertThat(prefix.weight(20)).isEqualTo(4 + 2);
                assertThat(nothing.weight(20)).isEqualTo(20);
            }
        });
    }
}
