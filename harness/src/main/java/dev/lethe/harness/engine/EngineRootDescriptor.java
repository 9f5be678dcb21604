package dev.lethe.harness.engine;

import dev.lethe.harness.config.BenchmarkConfig;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.hierarchical.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The root of the tree: says where the results go, first and last, and ends the run. */
final class EngineRootDescriptor extends EngineDescriptor implements Node<RunContext> {

    private static final Logger LOG = LoggerFactory.getLogger(EngineRootDescriptor.class);

    private final Supplier<EngineServices> services;

    EngineRootDescriptor(UniqueId uniqueId, Supplier<EngineServices> services) {
        super(uniqueId, "Lethe");
        this.services = services;
    }

    /** What discovery asks for names; only looked for where there is a benchmark class. */
    EngineServices services() {
        return services.get();
    }

    @Override
    public RunContext before(RunContext context) {
        runsByOutput().keySet().forEach(output -> LOG.info("Results go to {}", output));
        return context;
    }

    @Override
    public void after(RunContext context) {
        runsByOutput().forEach((output, runs) -> {
            context.services().listeners().runFinished(runs);
            LOG.info("Results are in {}", output);
        });
    }

    private SortedMap<Path, Path> runsByOutput() {
        var runs = new TreeMap<Path, Path>();
        for (TestDescriptor child : getChildren()) {
            BenchmarkConfig config = ((BenchmarkDescriptor) child).settings().config();
            runs.put(config.output(), config.runs());
        }
        return runs;
    }
}
