package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.FisherInitialization;
import java.util.List;

/**
 * FILA's start of an adapter, whatever is minimized afterwards: one pass over the forget rows, each paired with a drawn
 * retain row, estimates what matters to either set; the factors of the weights that matter to the forget rows become the
 * adapter ({@link FisherInitialization}).
 *
 * @param batchSize forget rows a batch of the pass, and as many retain rows
 * @param epsilon added to the retain rows' importance
 */
record FilaStart(int batchSize, double epsilon) {

    FilaStart {
        atLeast(1, "importanceBatchSize", batchSize);
        positive("fisherEps", epsilon);
    }

    /** Rows of the pass, of both sets. */
    static long rows(int forgetRows) {
        return 2L * forgetRows;
    }

    void apply(Unlearning run) {
        List<Batch> pairs = BatchSource.pairs(
                        run.forget(EosPolicy.APPEND),
                        run.retain(EosPolicy.APPEND),
                        batchSize,
                        run.random("importance pairs"))
                .epoch(0);
        run.initialize(new FisherInitialization(
                pairs.stream().map(pair -> Batch.ofForget(pair.forget())).toList(),
                pairs.stream().map(pair -> Batch.ofRetain(pair.retain())).toList(),
                epsilon));
    }
}
