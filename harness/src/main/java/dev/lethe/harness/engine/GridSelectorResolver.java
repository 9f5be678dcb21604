package dev.lethe.harness.engine;

import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.BenchmarkConfigReader;
import dev.lethe.harness.config.ConfigurationSource;
import dev.lethe.harness.config.Settings;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.DiscoveryIssue.Severity;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.discovery.UniqueIdSelector;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.discovery.DiscoveryIssueReporter;
import org.junit.platform.engine.support.discovery.EngineDiscoveryRequestResolver.InitializationContext;
import org.junit.platform.engine.support.discovery.SelectorResolver;

/** Turns selected classes and unique ids into the nodes of the grid, and wrong names into discovery issues. */
final class GridSelectorResolver implements SelectorResolver {

    private final ConfigurationParameters parameters;
    private final EngineRootDescriptor root;
    private final DiscoveryIssueReporter issues;
    private final Set<String> reported = new TreeSet<>();

    GridSelectorResolver(InitializationContext<EngineRootDescriptor> context) {
        this.parameters = context.getDiscoveryRequest().getConfigurationParameters();
        this.root = context.getEngineDescriptor();
        this.issues = context.getIssueReporter();
    }

    @Override
    public Resolution resolve(ClassSelector selector, Context context) {
        Class<?> candidate = selector.getJavaClass();
        return LetheTestEngine.isBenchmark(candidate)
                ? resolution(context.addToParent(parent -> Optional.of(benchmark(parent, candidate))))
                : Resolution.unresolved();
    }

    @Override
    public Resolution resolve(UniqueIdSelector selector, Context context) {
        UniqueId id = selector.getUniqueId();
        UniqueId.Segment segment = id.getLastSegment();
        if (id.getSegments().size() < 2 || !id.hasPrefix(root.getUniqueId())) {
            return Resolution.unresolved();
        }
        if (id.getSegments().size() == 2) {
            return segment.getType().equals(BenchmarkDescriptor.SEGMENT)
                    ? ReflectionSupport.tryToLoadClass(segment.getValue())
                            .toOptional()
                            .map(found -> resolve(DiscoverySelectors.selectClass(found), context))
                            .orElseGet(Resolution::unresolved)
                    : Resolution.unresolved();
        }
        return resolution(context.addToParent(
                () -> DiscoverySelectors.selectUniqueId(id.removeLastSegment()),
                parent -> parent instanceof GridDescriptor node ? node.child(segment) : Optional.empty()));
    }

    private static Resolution resolution(Optional<? extends GridDescriptor> node) {
        return node.map(found -> Resolution.match(Match.exact(found, found::childSelectors)))
                .orElseGet(Resolution::unresolved);
    }

    private BenchmarkDescriptor benchmark(TestDescriptor parent, Class<?> benchmarkClass) {
        ClassSource source = ClassSource.from(benchmarkClass);
        BenchmarkConfigReader.Reading reading = BenchmarkConfigReader.read(
                ConfigurationSource.ofProcess(parameters::get, parameters.keySet()),
                AnnotationValues.of(benchmarkClass));
        var problems = new LinkedHashSet<>(reading.problems());
        problems.addAll(unknownNames(reading.settings()));
        problems.stream()
                .filter(reported::add)
                .forEach(problem -> issues.reportIssue(
                        DiscoveryIssue.builder(Severity.ERROR, problem).source(source)));
        return new BenchmarkDescriptor(
                parent.getUniqueId().append(BenchmarkDescriptor.SEGMENT, benchmarkClass.getName()),
                source,
                reading.settings(),
                problems.isEmpty());
    }

    /** Names of models and methods that nothing on this machine answers to. */
    private Set<String> unknownNames(Settings settings) {
        EngineServices services = root.services();
        BenchmarkConfig config = settings.config();
        var problems = new LinkedHashSet<String>();
        for (String model : config.models()) {
            String place = settings.places().ofModel(model);
            services.trials().modelProblems(model, config).forEach(problem -> problems.add(place + problem));
        }
        problems.addAll(services.methods().problems(config.methods(), settings.places()));
        return problems;
    }
}
