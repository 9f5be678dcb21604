package dev.lethe.methods;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;

/**
 * The gold standard: a model that never saw the forget set, trained from scratch on the retain rows and the
 * multiple-choice rows by the recipe of the embedded target. The upper bound of every comparison, not an algorithm.
 *
 * <p>Source: the gold-standard notebook of iraklis07/llm-unlearning, which fine-tunes the published base model on the
 * retain rows. Differs from the source: the embedded target has no base model, so training starts from random weights.
 */
@MethodSpec(
        id = "gold",
        summary = "the target's recipe without the forget set (sentinel)",
        source = "iraklis07/llm-unlearning, gold-standard notebook",
        needs = {Capability.RETAIN_SET, Capability.TARGET_RECIPE})
public final class Gold implements UnlearningMethod<Gold.Parameters> {

    /** Gold has no parameters: the recipe is the target's. */
    public record Parameters() {}

    @Override
    public void unlearn(Unlearning run, Parameters parameters) {
        run.retrainOnRetain();
    }
}
