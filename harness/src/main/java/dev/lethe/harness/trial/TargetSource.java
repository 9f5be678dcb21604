package dev.lethe.harness.trial;

import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.model.BaseModel;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.EndOfText;
import dev.lethe.harness.source.CatalogModel;
import dev.lethe.harness.source.ModelLocator;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.target.EmbeddedTarget;
import dev.lethe.harness.target.TargetRecipe;
import dev.lethe.harness.torch.Compute;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The data and targets of a run: loaded or built once, shared by its trials. */
final class TargetSource {

    private final TargetRecipe recipe;
    private final Map<List<Object>, PreparedTarget> prepared = new HashMap<>();

    /** @param recipe of the embedded target */
    TargetSource(TargetRecipe recipe) {
        this.recipe = recipe;
    }

    /**
     * A target with the data that its trials use.
     *
     * @param dataDigest of the selected data
     */
    record PreparedTarget(TargetModel model, TrialData data, String dataDigest) {}

    PreparedTarget prepare(TrialPlan plan, Compute compute, Progress progress, BooleanSupplier cancelled) {
        BenchmarkConfig config = plan.config();
        List<Object> key = Arrays.asList(
                plan.model(),
                compute,
                config.data(),
                config.membership(),
                config.mmlu(),
                config.limit(),
                config.rows(),
                config.subjects(),
                config.dataSeed(),
                config.subtasks(),
                config.cache());
        PreparedTarget known = prepared.get(key);
        if (known == null) {
            known = load(plan, compute, progress, cancelled);
            prepared.put(key, known);
        }
        return known;
    }

    private PreparedTarget load(TrialPlan plan, Compute compute, Progress progress, BooleanSupplier cancelled) {
        BenchmarkConfig config = plan.config();
        boolean embedded = plan.model().equals(EmbeddedTarget.NAME);
        TrialData data = TrialData.load(config, embedded);
        TargetModel model = embedded
                ? embedded(config, data, compute, progress, cancelled)
                : checkpoint(config, plan.model(), progress, cancelled);
        return new PreparedTarget(model, data, Digest.of(data.selected()));
    }

    private TargetModel embedded(
            BenchmarkConfig config, TrialData data, Compute compute, Progress progress, BooleanSupplier cancelled) {
        long start = System.nanoTime();
        var target = new EmbeddedTarget(compute, recipe, config.dataSeed());
        Path folder = target.ensure(data.known(), Digest.of(data.known()), config.cache(), progress, cancelled);
        return new TargetModel(
                EmbeddedTarget.NAME,
                folder,
                BaseModel.of(folder),
                DecoderConfig.read(folder),
                WeightsDigest.of(folder, config.cache()),
                List.of(),
                target,
                (System.nanoTime() - start) / 1e9);
    }

    private static TargetModel checkpoint(
            BenchmarkConfig config, String model, Progress progress, BooleanSupplier cancelled) {
        long start = System.nanoTime();
        var locator = new ModelLocator(config);
        Path folder = locator.folder(model, progress, cancelled);
        DecoderConfig shape = DecoderConfig.read(folder);
        EndOfText.require(shape, folder);
        return new TargetModel(
                model,
                folder,
                locator.origin(model)
                        .map(id -> new BaseModel(id.repository(), id.revision()))
                        .orElseGet(() -> BaseModel.of(folder)),
                shape,
                WeightsDigest.of(folder, config.cache()),
                locator.known(model).map(CatalogModel::loraTargets).orElse(List.of()),
                null,
                (System.nanoTime() - start) / 1e9);
    }
}
