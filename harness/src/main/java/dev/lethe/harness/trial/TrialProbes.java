package dev.lethe.harness.trial;

import dev.lethe.harness.evaluation.ScoredRow;
import dev.lethe.harness.probe.ProbedModel;
import dev.lethe.harness.probe.Probes;
import dev.lethe.harness.record.ProbeName;
import dev.lethe.harness.spi.Progress;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The durability probes of a complete trial; each result is in the record before the next probe begins. */
final class TrialProbes {

    private final TrialPlan plan;
    private final TrialSetup setup;
    private final TrialFolder folder;
    private final Probes probes;

    TrialProbes(TrialPlan plan, TrialSetup setup, TrialFolder folder) {
        this.plan = plan;
        this.setup = setup;
        this.folder = folder;
        this.probes = new Probes(
                plan.config().probes(), setup.target().model().traits().size());
    }

    /** Whether a probe was asked for whose result is not in the record. */
    boolean areDue() {
        return !due().isEmpty();
    }

    private List<ProbeName> due() {
        return probes.due(folder.record().probes());
    }

    /** @param evaluated the trial's rows as its evaluation scored them */
    void run(LoadedModel model, List<ScoredRow> evaluated, Progress progress, BooleanSupplier cancelled) {
        var probed = new ProbedModel(
                plan.name(),
                model.decoder(),
                model.tokenizer(),
                probes.sample(model.data()),
                evaluated,
                plan.seed(),
                setup.checkpointing(),
                progress,
                cancelled);
        for (ProbeName name : due()) {
            folder.write(folder.record().probed(probes.run(name, probed)));
        }
    }
}
