package dev.lethe.harness.trial;

import dev.lethe.data.BenchmarkWriter;
import dev.lethe.data.Task;
import dev.lethe.harness.SmallData;
import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.ComputeSettings;
import dev.lethe.harness.config.HubSettings;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.ProbeSettings;
import dev.lethe.harness.config.Trajectory;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.record.AtomicFolder;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trials on {@link SmallData}: their configuration, with what a test changes. All tests of a JVM share the data folder
 * and the cache with its one target.
 */
public final class SmallTrials {

    private static final Path SHARED = shared();
    private static final Map<String, RunRecord> UNDISTURBED = new HashMap<>();

    private final Path output;
    private String model = "tiny";
    private long seed = 42;
    private long dataSeed = 42;
    private @Nullable Path data = dataFolder();
    private @Nullable Integer limit;
    private List<String> rows = List.of();
    private Set<String> subjects = Set.of();
    private MultipleChoiceForm form = MultipleChoiceForm.LM_EVAL_ZERO_SHOT;
    private Path cache = cache();
    private HubSettings hub = HubSettings.offline(cache.resolve("hub"));
    private @Nullable Trajectory trajectory;
    private @Nullable Integer guard;
    private ProbeSettings probes = ProbeSettings.NONE;
    private boolean rerun;
    private ComputeSettings compute = ComputeSettings.AUTO;
    private BenchmarkConfig.Keep keep = BenchmarkConfig.Keep.ADAPTER;
    private Set<Task> subtasks = EnumSet.allOf(Task.class);
    private final TreeMap<String, String> overrides = new TreeMap<>();
    private final TreeMap<String, String> own = new TreeMap<>();
    private BooleanSupplier cancelled = () -> false;
    private Progress progress = Progress.SILENT;

    /** @param output as {@code -Doutput=} */
    public SmallTrials(Path output) {
        this.output = output;
    }

    /** The folder of {@link SmallData#whole()}. */
    public static Path dataFolder() {
        return SHARED.resolve("data");
    }

    /** The cache with the target. */
    public static Path cache() {
        return SHARED.resolve("cache");
    }

    /** Trials of the small recipe's target, as a new process has them. */
    public static Trials runner(TestMethod... methods) {
        return new TrialRunner(new MethodCatalog(Arrays.asList(methods)), SmallData.RECIPE);
    }

    /** The record of a run that nothing disturbed, made once. */
    static RunRecord undisturbed(TestMethod method) {
        return UNDISTURBED.computeIfAbsent(
                method.id(), id -> new SmallTrials(SHARED.resolve("undisturbed")).complete(method));
    }

    /** The folder that belongs to {@link #undisturbed}. */
    static Path undisturbedFolder(RunRecord record) {
        return SHARED.resolve("undisturbed/runs")
                .resolve(record.name().replace(' ', '-') + "-" + record.key().substring(0, 8));
    }

    /** The folder of the shared target, built on first use. */
    public static Path target() {
        TestMethod method = TestMethod.lora();
        undisturbed(method);
        try (var targets = Files.list(cache().resolve("targets"))) {
            return targets.filter(Files::isDirectory).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of the shared target, to be damaged. */
    static Path copyOfTarget(Path folder) {
        try (var files = Files.list(target())) {
            Files.createDirectories(folder);
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SmallTrials model(Path folder) {
        model = folder.toString();
        return this;
    }

    /** A model of the hub, looked for in {@code folder} only. */
    SmallTrials model(String id, Path folder) {
        model = id;
        hub = HubSettings.offline(folder);
        return this;
    }

    SmallTrials seed(long changed) {
        seed = changed;
        return this;
    }

    SmallTrials dataSeed(long changed) {
        dataSeed = changed;
        return this;
    }

    SmallTrials data(@Nullable Path folder) {
        data = folder;
        return this;
    }

    SmallTrials limit(int documents) {
        limit = documents;
        return this;
    }

    SmallTrials rows(String... filters) {
        rows = List.of(filters);
        return this;
    }

    SmallTrials subjects(String... chosen) {
        subjects = Set.of(chosen);
        return this;
    }

    SmallTrials form(MultipleChoiceForm chosen) {
        form = chosen;
        return this;
    }

    SmallTrials cache(Path folder) {
        cache = folder;
        return this;
    }

    SmallTrials trajectory(Trajectory changed) {
        trajectory = changed;
        return this;
    }

    SmallTrials probes(ProbeSettings changed) {
        probes = changed;
        return this;
    }

    SmallTrials rerun() {
        rerun = true;
        return this;
    }

    SmallTrials keep(BenchmarkConfig.Keep changed) {
        keep = changed;
        return this;
    }

    SmallTrials compute(ComputeSettings changed) {
        compute = changed;
        return this;
    }

    SmallTrials subtasks(Set<Task> chosen) {
        subtasks = chosen;
        return this;
    }

    SmallTrials override(String parameter, String value) {
        overrides.put(parameter, value);
        return this;
    }

    /** Sets a parameter in brackets. */
    SmallTrials variant(String parameter, String value) {
        own.put(parameter, value);
        return this;
    }

    SmallTrials cancelled(BooleanSupplier changed) {
        cancelled = changed;
        return this;
    }

    SmallTrials guard(int everySteps) {
        guard = everySteps;
        return this;
    }

    SmallTrials progress(Progress changed) {
        progress = changed;
        return this;
    }

    BenchmarkConfig config(TestMethod method) {
        return new BenchmarkConfig(
                List.of(model),
                List.of(choice(method)),
                List.of(seed),
                subtasks,
                data,
                null,
                null,
                limit,
                rows,
                subjects,
                form,
                dataSeed,
                output,
                cache,
                trajectory,
                guard,
                probes,
                rerun,
                keep,
                compute,
                hub,
                output);
    }

    MethodChoice choice(TestMethod method) {
        return new MethodChoice(method.id(), own, overrides);
    }

    TrialPlan plan(TestMethod method) {
        return new TrialPlan(config(method), model, choice(method), seed);
    }

    /** Opens the trial as a new process would. */
    Trial open(TestMethod method) {
        return runner(method).open(config(method), model, choice(method), seed, progress, cancelled);
    }

    /** Opens, completes and closes the trial. */
    RunRecord complete(TestMethod method) {
        try (Trial trial = open(method)) {
            return trial.complete();
        }
    }

    private static Path shared() {
        try {
            Path folder = Files.createTempDirectory("lethe-small-trials");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> AtomicFolder.discard(folder)));
            BenchmarkWriter.write(SmallData.whole(), folder.resolve("data"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
