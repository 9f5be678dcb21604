package dev.lethe.harness.engine;

import dev.lethe.harness.api.UnlearningBenchmark;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.discovery.EngineDiscoveryRequestResolver;
import org.junit.platform.engine.support.hierarchical.HierarchicalTestEngine;

/** Runs classes annotated with {@link UnlearningBenchmark}: model × method × seed × subtask, one after the other. */
public final class LetheTestEngine extends HierarchicalTestEngine<RunContext> {

    /** The first segment of every unique id. */
    static final String ID = "lethe";

    private static final EngineDiscoveryRequestResolver<EngineRootDescriptor> RESOLVER =
            EngineDiscoveryRequestResolver.<EngineRootDescriptor>builder()
                    .addClassContainerSelectorResolver(LetheTestEngine::isBenchmark)
                    .addSelectorResolver(GridSelectorResolver::new)
                    .addTestDescriptorVisitor(context -> GridDescriptor::putInOrder)
                    .build();

    private final Supplier<EngineServices> services;

    /** With the trials, methods and listeners on the class path. */
    public LetheTestEngine() {
        this(EngineServices::load);
    }

    LetheTestEngine(Supplier<EngineServices> services) {
        this.services = services;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public Optional<String> getGroupId() {
        return Optional.of("dev.lethe");
    }

    @Override
    public Optional<String> getArtifactId() {
        return Optional.of("lethe-harness");
    }

    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId uniqueId) {
        var root = new EngineRootDescriptor(uniqueId, services);
        RESOLVER.resolve(request, root);
        return root;
    }

    @Override
    protected RunContext createExecutionContext(ExecutionRequest request) {
        return RunContext.of(services.get(), request);
    }

    /** Whether a class is a benchmark: annotated and concrete. It is never instantiated. */
    static boolean isBenchmark(Class<?> candidate) {
        return !Modifier.isAbstract(candidate.getModifiers())
                && AnnotationSupport.isAnnotated(candidate, UnlearningBenchmark.class);
    }
}
