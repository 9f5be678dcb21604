package dev.lethe.harness.engine;

import dev.lethe.harness.config.Settings;
import java.util.List;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;

/** A benchmark class. */
final class BenchmarkDescriptor extends GridDescriptor {

    /** The type of the segment of a class; its value is the class's name. */
    static final String SEGMENT = "class";

    private final ClassSource source;
    private final Settings settings;
    private final boolean runnable;

    /** {@code runnable} is false where the configuration has problems: then the grid is empty. */
    BenchmarkDescriptor(UniqueId uniqueId, ClassSource source, Settings settings, boolean runnable) {
        super(uniqueId, source.getJavaClass().getSimpleName(), source);
        this.source = source;
        this.settings = settings;
        this.runnable = runnable;
    }

    Settings settings() {
        return settings;
    }

    @Override
    List<AxisDescriptor> grid() {
        return runnable
                ? settings.config().models().stream()
                        .map(model -> AxisDescriptor.ofModel(getUniqueId(), source, settings, model))
                        .toList()
                : List.of();
    }

    /** Always: a class whose configuration has problems stays in the tree, so that a build does not overlook it. */
    @Override
    public boolean mayRegisterTests() {
        return true;
    }
}
