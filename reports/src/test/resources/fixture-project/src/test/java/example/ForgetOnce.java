package example;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Phase;
import java.util.List;
import java.util.Set;

/** A user's own method: one pass of ascent over the forget rows. */
public final class ForgetOnce implements UnlearningMethod<ForgetOnce.Parameters> {

    public record Parameters(double learningRate, int batchSize) {}

    @Override
    public String id() {
        return "forget-once";
    }

    @Override
    public String summary() {
        return "one pass of ascent";
    }

    @Override
    public String source() {
        return "ours";
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        List<Batch> batches = BatchSource.cut(run.forget(EosPolicy.APPEND), p.batchSize()).stream()
                .map(Batch::ofForget)
                .toList();
        run.train(Phase.of(
                "ascent",
                BatchSource.inOrder(batches),
                1,
                p.learningRate(),
                batch -> batch.forget().nll().tokenMean().neg()));
    }
}
