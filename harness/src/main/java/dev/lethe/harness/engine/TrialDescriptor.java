package dev.lethe.harness.engine;

import dev.lethe.data.Task;
import dev.lethe.data.UserException;
import dev.lethe.harness.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;

/** The node of a seed, which is one trial: unlearns before its leaves evaluate. */
final class TrialDescriptor extends GridDescriptor {

    private final Cell cell;

    TrialDescriptor(UniqueId parent, Cell cell) {
        super(parent.append("seed", Long.toString(cell.seed())), cell.name(), null);
        this.cell = cell;
    }

    @Override
    List<GridDescriptor> grid() {
        var leaves = new ArrayList<GridDescriptor>();
        for (Task task : cell.settings().config().subtasks()) {
            leaves.add(new TaskDescriptor(getUniqueId(), cell, task));
        }
        leaves.add(new OverallDescriptor(getUniqueId(), cell));
        return leaves;
    }

    @Override
    public SkipResult shouldBeSkipped(RunContext context) {
        return cell.settings().methodsByDefault()
                ? unmetNeed(context).map(SkipResult::skip).orElseGet(SkipResult::doNotSkip)
                : SkipResult.doNotSkip();
    }

    /** A skipped cell has a record too, so that the leaderboard can say why. */
    @Override
    public void nodeSkipped(RunContext context, TestDescriptor descriptor, SkipResult result) {
        try (RunningTrial skipped = open(context)) {
            skipped.skip(result.getReason().orElseThrow());
        }
    }

    @Override
    public RunContext before(RunContext context) {
        RunningTrial running = open(context);
        try {
            unmetNeed(context).map(UserException::configuration).ifPresent(running::refuse);
            running.unlearn();
            context.publish(this, Map.of("folder", running.folder().toString()));
        } catch (RuntimeException | Error failure) {
            running.close();
            throw failure;
        }
        return context.with(running);
    }

    private RunningTrial open(RunContext context) {
        EngineServices services = context.services();
        Trial trial = services.trials()
                .open(
                        cell.settings().config(),
                        cell.model(),
                        cell.method(),
                        cell.seed(),
                        services.progress(),
                        context.cancelled());
        return new RunningTrial(trial, services);
    }

    /** Called with the context that {@link #before} returned, or without a trial if that failed. */
    @Override
    public void after(RunContext context) {
        RunningTrial running = context.running();
        if (running != null) {
            running.close();
        }
    }

    private Optional<String> unmetNeed(RunContext context) {
        return context.services().trials().unmetNeed(cell.settings().config(), cell.model(), cell.method());
    }
}
