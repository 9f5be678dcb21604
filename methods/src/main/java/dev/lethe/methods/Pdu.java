package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.notNegative;

import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Objective;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Primal-dual unlearning: flatten the logits on F under the constraint that the retain loss stays below a tolerance. The
 * optimizer minimizes {@code forgetWeight * mean((max z - mean z)^2) + lambda * (TOK_MEAN(R) - retainTolerance)}, the mean
 * over the positions of the answer tokens of F. After each step past the warm-up epochs,
 * {@code lambda = max(0, lambda + dualStep * (TOK_MEAN(R) - retainTolerance))}.
 *
 * <p>Source: PDU, arXiv 2506.05314; code locuslab/open-unlearning. Differs from the source: lambda follows the steps only,
 * not also whole epochs.
 */
@MethodSpec(
        id = "pdu",
        summary = "primal-dual: flat logits on forget, a bound on the retain loss",
        source = "PDU 2025, arXiv 2506.05314; locuslab/open-unlearning",
        needs = Capability.RETAIN_SET)
public final class Pdu implements UnlearningMethod<Pdu.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("the multiplier before it is adapted") double initialLambda,
            @Meaning("what the retain loss may be, in nats (epsilon); choose it slightly above the initial one")
                    double retainTolerance,
            @Meaning("rate at which the multiplier follows") double dualStep,
            @Meaning("epochs in which the multiplier stays") int warmupEpochs) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
            notNegative("forgetWeight", forgetWeight);
            notNegative("initialLambda", initialLambda);
            notNegative("retainTolerance", retainTolerance);
            notNegative("dualStep", dualStep);
            atLeast(0, "warmupEpochs", warmupEpochs);
        }

        TofuTraining training() {
            return new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
        }
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        var lambda = new AtomicReference<>(p.initialLambda());
        run.train(p.training().onPairs(run, objective(p, lambda::get)).withAfterStep((report, epoch) -> {
            if (epoch >= p.warmupEpochs() && Double.isFinite(report.loss())) {
                double excess = report.terms().get("retain") - p.retainTolerance();
                lambda.updateAndGet(value -> Math.max(0, value + p.dualStep() * excess));
            }
        }));
    }

    static Objective objective(Parameters p, Supplier<Double> lambda) {
        return batch -> batch.forget()
                .squaredMargin(Positions.ANSWERS)
                .tokenMean()
                .mul(p.forgetWeight())
                .add(batch.retain().nll().tokenMean().sub(p.retainTolerance()).mul(lambda.get()));
    }
}
