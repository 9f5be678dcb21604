package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.BatchPart;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.PerToken;
import dev.lethe.harness.training.Value;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Representation misdirection: with h the output of one block at the answer tokens, u a random vector of norm
 * {@code steering} ({@link ControlVector}) and h0 the output under the reference, the optimizer minimizes
 * {@code forgetWeight * act(h on F, u) + retainWeight * act(h on R, h0)}, where {@code act} is the mean over rows of the
 * mean over a row's answer tokens of the mean over features of the squared difference. Blocks after it are not run unless
 * {@code retainLoss} is {@code nll} or {@code kl}.
 *
 * <p>Source: Li et al., WMDP, arXiv 2403.03218; code locuslab/open-unlearning. Differs from the source: its division
 * broadcasts, so that it averages every row's sum over every row's count; {@code broadcast} gives that. What is frozen has
 * no gradient and does not enter the clip. WMDP trains the down_proj of the block that is read and of two before it
 * ({@code trainable=modules}, {@code targets=down_proj}, {@code blocks=5,6,7}), open-unlearning everything. Both train for a number of steps at one rate, {@code schedule=constant}.
 */
@MethodSpec(
        id = "rmu",
        summary = "hidden states of forget rows pushed to a random direction, those of retain rows held",
        source = "Li et al. 2024, WMDP, arXiv 2403.03218; locuslab/open-unlearning",
        needs = {Capability.RETAIN_SET, Capability.REFERENCE})
public final class Rmu implements UnlearningMethod<Rmu.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("the block whose output is read, counted from 0") int block,
            @Meaning("norm of the random vector (c)") double steering,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the retain loss (alpha)") double retainWeight,
            @Meaning("what holds retain rows: embed_diff, nll or kl") RetainLoss retainLoss,
            @Meaning("where the divergence is taken: labels, answers, attended, predicting or all")
                    Positions klPositions,
            @Meaning("parity: every row's sum is divided by every row's count") boolean broadcast) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
            atLeast(0, "block", block);
            positive("steering", steering);
            notNegative("forgetWeight", forgetWeight);
            notNegative("retainWeight", retainWeight);
        }

        TofuTraining training() {
            return new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
        }
    }

    /** What holds retain rows where they were. */
    public enum RetainLoss {
        /** The distance of the block's output from that of the reference. */
        EMBED_DIFF {
            @Override
            Value of(BatchPart retain, Parameters p) {
                return activation(retain.activationDistanceToReference(p.block(), Positions.ANSWERS), p.broadcast());
            }
        },
        NLL {
            @Override
            Value of(BatchPart retain, Parameters p) {
                return retain.nll().tokenMean();
            }
        },
        KL {
            @Override
            Value of(BatchPart retain, Parameters p) {
                return retain.klToReference(p.klPositions()).tokenMean();
            }
        };

        abstract Value of(BatchPart retain, Parameters p);
    }

    @Override
    public Set<Capability> needs(Parameters p) {
        return p.retainLoss() == RetainLoss.NLL ? Set.of(Capability.RETAIN_SET) : needs();
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        var control = new ControlVector(run.random("control vector"), p.steering());
        run.train(p.training().onPairs(run, objective(p, control)));
    }

    /** @param control gives the vector that forget rows are pushed to, told its size */
    static Objective objective(Parameters p, IntFunction<float[]> control) {
        return batch -> activation(
                        batch.forget().activationDistance(p.block(), control, Positions.ANSWERS), p.broadcast())
                .mul(p.forgetWeight())
                .add(p.retainLoss().of(batch.retain(), p).mul(p.retainWeight()));
    }

    /** {@code mean(sum / count)} over rows, or {@code mean(sum) * mean(1 / count)}. */
    static Value activation(PerToken distance, boolean broadcast) {
        if (!broadcast) {
            return distance.sequenceMean().mean();
        }
        Value counts = distance.scored().rowSums();
        return distance.sequenceSum().mean().mul(counts.pow(-1).mean());
    }
}
