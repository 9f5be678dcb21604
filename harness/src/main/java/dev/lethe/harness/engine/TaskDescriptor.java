package dev.lethe.harness.engine;

import dev.lethe.data.Task;
import dev.lethe.harness.api.LetheAssertions;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import java.util.List;
import java.util.Locale;
import org.junit.platform.engine.UniqueId;

/** The leaf of one task: generates and scores its rows. */
final class TaskDescriptor extends GridDescriptor {

    private final Cell cell;
    private final Task task;

    TaskDescriptor(UniqueId parent, Cell cell, Task task) {
        super(parent.append(OverallDescriptor.SEGMENT, name(task)), cell.name() + " " + name(task), cell.source());
        this.cell = cell;
        this.task = task;
    }

    private static String name(Task task) {
        return task.label().toLowerCase(Locale.ROOT);
    }

    @Override
    List<GridDescriptor> grid() {
        return List.of();
    }

    @Override
    public Type getType() {
        return Type.TEST;
    }

    @Override
    public RunContext execute(RunContext context, DynamicTestExecutor dynamicTestExecutor) {
        List<Term> terms = context.trial().evaluate(task);
        context.publish(this, ReportedValues.of(terms));
        LetheAssertions.assertThat(new Scores(null, null, null, null, terms))
                .as(getDisplayName())
                .in(context.trial().folder())
                .meets(cell.settings().expectations().of(task));
        return context;
    }
}
