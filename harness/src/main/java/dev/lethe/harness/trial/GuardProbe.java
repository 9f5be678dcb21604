package dev.lethe.harness.trial;

import dev.lethe.data.Row;
import dev.lethe.harness.generation.SequenceScorer;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.ExampleEncoder;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Rows of one set by which training is watched, and their mean loss per answer token under the model as it is. */
final class GuardProbe {

    /** Rows at most. A proposal of ours. */
    static final int ROWS = 64;

    private final TrainedModel model;
    private final List<TokenizedExample> rows;
    private final SequenceScorer scorer;

    /** @param rows of which some are taken, evenly spread */
    GuardProbe(TrainedModel model, Tokenizer tokenizer, int endOfText, List<Row> rows, BooleanSupplier cancelled) {
        this.model = model;
        this.rows = new ExampleEncoder(tokenizer, EosPolicy.APPEND, endOfText)
                .encode(spread(rows, ROWS))
                .examples();
        this.scorer = new SequenceScorer(model.decoder(), model::network, cancelled);
    }

    /** At most {@code count} of the rows, evenly spread: files keep tasks together. */
    static <T> List<T> spread(List<T> rows, int count) {
        int taken = Math.min(rows.size(), count);
        return IntStream.range(0, taken)
                .mapToObj(i -> rows.get((int) ((long) i * rows.size() / taken)))
                .toList();
    }

    /** In nats; empty without rows. */
    OptionalDouble loss() {
        if (rows.isEmpty()) {
            return OptionalDouble.empty();
        }
        double[] sum = new double[1];
        model.withoutGraph(() -> {
            for (double nll : scorer.negativeLogLikelihoods(rows)) {
                sum[0] += nll;
            }
        });
        return OptionalDouble.of(
                sum[0] / rows.stream().mapToInt(TokenizedExample::labelCount).sum());
    }
}
