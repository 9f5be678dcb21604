package dev.lethe.harness.engine;

import dev.lethe.harness.api.LetheAssertions;
import dev.lethe.harness.record.RunRecord;
import java.util.List;
import org.junit.platform.engine.UniqueId;

/** The leaf {@code overall}: what belongs to no task, and the record. */
final class OverallDescriptor extends GridDescriptor {

    /** The type of the segment of a leaf. */
    static final String SEGMENT = "subtask";

    private final Cell cell;

    OverallDescriptor(UniqueId parent, Cell cell) {
        super(parent.append(SEGMENT, "overall"), cell.name() + " overall", cell.source());
        this.cell = cell;
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
        RunRecord record = context.trial().complete();
        context.publish(this, ReportedValues.of(record));
        LetheAssertions.assertThat(record)
                .as(getDisplayName())
                .in(context.trial().folder())
                .meets(cell.settings().expectations().ofOverall());
        return context;
    }
}
