package dev.lethe.harness.trial;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.ComputeSettings;
import dev.lethe.harness.config.ComputeSettings.NumberFormat;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.spi.MasterWeights;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.torch.Compute;
import java.util.List;

/**
 * What a trial works with, once its model is known.
 *
 * @param target the model before unlearning, and the data
 * @param method with the values it runs with
 * @param precision types in which the model is held and computed
 * @param checkpointing whether blocks are run again on the way back
 * @param computes the devices, each with a replica of the model in training; the first one does all else
 */
record TrialSetup(
        TargetSource.PreparedTarget target,
        ResolvedMethod<?> method,
        Precision precision,
        boolean checkpointing,
        List<Compute> computes) {

    TrialSetup {
        computes = List.copyOf(computes);
    }

    static TrialSetup of(
            TrialPlan plan, TargetSource.PreparedTarget target, MethodCatalog methods, List<Compute> computes) {
        ComputeSettings settings = plan.config().compute();
        ResolvedMethod<?> method = resolved(plan.method(), target.model(), methods);
        long parameterCount = target.model().parameterCount();
        return new TrialSetup(
                target,
                method,
                method.masterWeights() == MasterWeights.NONE
                        ? withoutMaster(settings.dtype(), method)
                        : Precision.of(settings.dtype(), parameterCount, computes.get(0)),
                switch (settings.checkpointing()) {
                    case AUTO -> TrainedModel.isCheckpointed(parameterCount);
                    case TRUE -> true;
                    case FALSE -> false;
                },
                computes);
    }

    /** Values that fit no model were found at discovery; these do not fit this one. */
    private static ResolvedMethod<?> resolved(MethodChoice choice, TargetModel model, MethodCatalog methods) {
        try {
            return methods.resolve(choice, model.traits());
        } catch (IllegalArgumentException e) {
            throw new UserException(UserException.Kind.CONFIGURATION, "on " + model.name() + ": " + e.getMessage(), e);
        }
    }

    private static Precision withoutMaster(NumberFormat asked, ResolvedMethod<?> method) {
        if (asked == NumberFormat.FP32) {
            throw UserException.configuration("methods." + method.method().id()
                    + ".masterWeights is NONE, which trains bfloat16 weights, but dtype is fp32; set dtype to bf16 or"
                    + " auto, or masterWeights to FP32");
        }
        return Precision.BFLOAT16_WITHOUT_MASTER;
    }

    /** Where everything but the training of further replicas happens. */
    Compute compute() {
        return computes.get(0);
    }

    /** What the method trains. */
    Trainable trainable() {
        return method.trainable() == null ? new Trainable.Nothing() : method.trainable();
    }

    /** What computes, for the record: {@code cpu}, {@code gpu0}, {@code cpu x 2}. */
    String device() {
        String first = compute().device().toString().replaceAll("[()]", "");
        return computes.size() == 1 ? first : first + " x " + computes.size();
    }
}
