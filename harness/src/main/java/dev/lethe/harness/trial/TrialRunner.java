package dev.lethe.harness.trial;

import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.target.EmbeddedTarget;
import dev.lethe.harness.target.TargetRecipe;
import dev.lethe.harness.torch.Compute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Opens trials that run in this process, on its best device. */
public final class TrialRunner implements Trials {

    private final MethodCatalog methods;
    private final TargetSource targets;
    private @Nullable Compute compute;

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
    public List<String> modelProblems(String model, Path cwd) {
        if (model.equals(EmbeddedTarget.NAME) || Files.isDirectory(cwd.resolve(model))) {
            return List.of();
        }
        return List.of("unknown model \"" + model + "\"; known is " + EmbeddedTarget.NAME + ", and any folder with "
                + DecoderConfig.FILE_NAME + ", tokenizer.json and safetensors files (looked for "
                + cwd.resolve(model) + ").");
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
        if (compute == null) {
            compute = Compute.best();
        }
        var plan = new TrialPlan(config, model, method, seed);
        return new UnlearningTrial(plan, methods, targets, compute, progress, cancelled);
    }
}
