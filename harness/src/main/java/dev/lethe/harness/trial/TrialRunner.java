package dev.lethe.harness.trial;

import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.source.ModelLocator;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.target.EmbeddedTarget;
import dev.lethe.harness.target.TargetRecipe;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Opens trials that run in this process. */
public final class TrialRunner implements Trials {

    private final MethodCatalog methods;
    private final TargetSource targets;
    private final OpenDevices devices = new OpenDevices();

    /** With the methods on the class path. */
    public TrialRunner() {
        this(MethodCatalog.load(), TargetRecipe.TINY);
    }

    /** @param recipe of the embedded target */
    TrialRunner(MethodCatalog methods, TargetRecipe recipe) {
        this.methods = methods;
        this.targets = new TargetSource(recipe);
    }

    @Override
    public List<String> modelProblems(String model, BenchmarkConfig config) {
        return model.equals(EmbeddedTarget.NAME)
                ? List.of()
                : new ModelLocator(config).problems(model, EmbeddedTarget.NAME);
    }

    @Override
    public Optional<String> unmetNeed(BenchmarkConfig config, String model, MethodChoice method) {
        boolean needsRecipe = methods.find(method.id()).orElseThrow().needs().contains(Capability.TARGET_RECIPE);
        return needsRecipe && !model.equals(EmbeddedTarget.NAME)
                ? Optional.of(method.id() + " trains the model anew, and how " + model
                        + " was trained is not known; it runs on " + EmbeddedTarget.NAME + " only")
                : Optional.empty();
    }

    @Override
    public Trial open(
            BenchmarkConfig config,
            String model,
            MethodChoice method,
            long seed,
            Progress progress,
            BooleanSupplier cancelled) {
        var plan = new TrialPlan(config, model, method, seed);
        return new UnlearningTrial(plan, methods, targets, devices, progress, cancelled);
    }
}
