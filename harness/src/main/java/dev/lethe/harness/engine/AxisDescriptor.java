package dev.lethe.harness.engine;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.Settings;
import dev.lethe.harness.record.Baseline;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;

/** A model, or a method under it: groups trials and does nothing itself. */
final class AxisDescriptor extends GridDescriptor {

    private final Function<UniqueId, List<? extends GridDescriptor>> grid;

    private AxisDescriptor(UniqueId uniqueId, String name, Function<UniqueId, List<? extends GridDescriptor>> grid) {
        super(uniqueId, name, null);
        this.grid = grid;
    }

    static AxisDescriptor ofModel(UniqueId parent, ClassSource source, Settings settings, String model) {
        return new AxisDescriptor(parent.append("model", model), model, own -> inOrder(settings).stream()
                .map(method -> ofMethod(own, source, settings, model, method))
                .toList());
    }

    /** As asked for; but where an expectation compares with the model before unlearning, that is scored first. */
    private static List<MethodChoice> inOrder(Settings settings) {
        List<MethodChoice> methods = settings.config().methods();
        return settings.expectations().needBaseline()
                ? methods.stream()
                        .sorted(Comparator.comparing(method -> !method.id().equals(Baseline.METHOD)))
                        .toList()
                : methods;
    }

    private static AxisDescriptor ofMethod(
            UniqueId parent, ClassSource source, Settings settings, String model, MethodChoice method) {
        return new AxisDescriptor(
                parent.append("method", method.label()),
                model + " " + method.label(),
                own -> settings.config().seeds().stream()
                        .map(seed -> new TrialDescriptor(own, new Cell(source, settings, model, method, seed)))
                        .toList());
    }

    @Override
    List<? extends GridDescriptor> grid() {
        return grid.apply(getUniqueId());
    }
}
