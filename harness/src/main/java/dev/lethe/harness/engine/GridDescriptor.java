package dev.lethe.harness.engine;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.hierarchical.Node;

/**
 * A node of the grid. It knows which children the configuration gives it; which of them are in the tree is decided by
 * what was selected.
 */
abstract class GridDescriptor extends AbstractTestDescriptor implements Node<RunContext> {

    /**
     * The class and the leaves have {@code source}, the class. Nodes between have none: Surefire would take them for
     * classes and report a failing trial without its name.
     */
    GridDescriptor(UniqueId uniqueId, String displayName, @Nullable ClassSource source) {
        super(uniqueId, displayName, source);
    }

    /** All children that the configuration gives this node, in their order; new ones with each call. */
    abstract List<? extends GridDescriptor> grid();

    /** The child with this segment, unless the configuration has none. */
    final Optional<? extends GridDescriptor> child(UniqueId.Segment segment) {
        return grid().stream()
                .filter(child -> child.getUniqueId().getLastSegment().equals(segment))
                .findFirst();
    }

    /** Selects all children. */
    final Set<DiscoverySelector> childSelectors() {
        var selectors = new LinkedHashSet<DiscoverySelector>();
        grid().forEach(child -> selectors.add(DiscoverySelectors.selectUniqueId(child.getUniqueId())));
        return selectors;
    }

    /** Puts the children of a node in the grid's order, in whatever order they were selected. */
    static void putInOrder(TestDescriptor node) {
        if (node instanceof GridDescriptor parent && !parent.getChildren().isEmpty()) {
            List<UniqueId> order =
                    parent.grid().stream().map(TestDescriptor::getUniqueId).toList();
            parent.orderChildren(children -> children.stream()
                    .sorted(Comparator.comparingInt(child -> order.indexOf(child.getUniqueId())))
                    .toList());
        }
    }

    @Override
    public final String getLegacyReportingName() {
        return getDisplayName();
    }

    @Override
    public Type getType() {
        return Type.CONTAINER;
    }
}
