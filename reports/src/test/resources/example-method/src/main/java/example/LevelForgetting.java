package example;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.TrainingBatch;
import dev.lethe.harness.training.Value;

/** Raises the loss on the forget rows to a level and no further, while descending on the retain rows. */
@MethodSpec(
        id = "level",
        summary = "raises the forget loss to a level, descends on retain",
        source = "ours",
        needs = Capability.RETAIN_SET)
public final class LevelForgetting implements UnlearningMethod<LevelForgetting.Parameters> {

    public record Parameters(
            @Meaning("mean loss per token at which a forget batch counts as forgotten, in nats") double level,
            @Meaning("of AdamW, linear to 0") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize) {
        public Parameters {
            if (level < 0 || learningRate <= 0 || epochs < 1 || batchSize < 1) {
                throw new IllegalArgumentException("level is below 0, or another value is not positive");
            }
        }
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        var forget = run.forget(EosPolicy.APPEND);
        var retain = run.retain(EosPolicy.APPEND);
        var pairs = BatchSource.pairs(forget, retain, p.batchSize(), run.random("pairs"));
        run.train(Phase.of("leveling", pairs, p.epochs(), p.learningRate(), batch -> loss(batch, p.level())));
    }

    /** (mean forget loss - level)^2 + mean retain loss; the optimizer minimizes it. */
    private static Value loss(TrainingBatch batch, double level) {
        Value gap = batch.forget().nll().tokenMean().sub(level);
        return gap.mul(gap).add(batch.retain().nll().tokenMean());
    }
}
