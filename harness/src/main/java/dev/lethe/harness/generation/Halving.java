package dev.lethe.harness.generation;

import ai.djl.engine.EngineException;
import dev.lethe.data.UserException;
import dev.lethe.harness.torch.AllocationFailure;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.DeviceMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Computes a batch in halves, and these in halves, where libtorch finds no memory for it; later batches then too. */
final class Halving {

    private static final Logger LOG = LoggerFactory.getLogger(Halving.class);

    private final Compute compute;
    private final String what;
    private int mostRows = Integer.MAX_VALUE;

    /** @param what the work, for messages */
    Halving(Compute compute, String what) {
        this.compute = compute;
        this.what = what;
    }

    /**
     * The results of a batch's rows, in their order.
     *
     * @param work computes some of the rows and frees what it took, whether it succeeds or not
     * @throws UserException where there is no memory for a single row
     */
    <R, T> List<T> results(List<R> batch, Function<List<R>, List<T>> work) {
        var results = new ArrayList<T>(batch.size());
        while (results.size() < batch.size()) {
            int start = results.size();
            int rows = Math.min(mostRows, batch.size() - start);
            try {
                results.addAll(work.apply(batch.subList(start, start + rows)));
            } catch (EngineException failure) {
                if (!AllocationFailure.is(failure)) {
                    throw failure;
                }
                makeSmaller(rows, failure);
            }
        }
        return results;
    }

    private void makeSmaller(int rows, EngineException failure) {
        if (rows == 1) {
            throw UserException.environment(
                    what + " found no memory on " + compute.device() + " for a single row. Free memory, compute in"
                            + " bfloat16 (-Ddtype=bf16), use a machine with more memory, or choose a smaller model.",
                    failure);
        }
        mostRows = (rows + 1) / 2;
        LOG.warn("{} found no memory for {} rows at once; going on with {}", what, rows, mostRows);
        DeviceMemory.release(compute);
    }
}
