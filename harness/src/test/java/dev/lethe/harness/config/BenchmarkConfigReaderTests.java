package dev.lethe.harness.config;

import static dev.lethe.harness.config.ConfigReadings.USER_CACHE;
import static dev.lethe.harness.config.ConfigReadings.WORK;
import static dev.lethe.harness.config.ConfigReadings.config;
import static dev.lethe.harness.config.ConfigReadings.hub;
import static dev.lethe.harness.config.ConfigReadings.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.record.ProbeName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkConfigReaderTests {

    @Test
    void everyKeyHasItsDocumentedDefault() {
        BenchmarkConfig config = config(Map.of());

        assertThat(config)
                .isEqualTo(new BenchmarkConfig(
                        List.of("tiny"),
                        List.of(choice("sugd"), choice("agad")),
                        List.of(42L),
                        EnumSet.allOf(Task.class),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        Set.of(),
                        MultipleChoiceForm.LM_EVAL_ZERO_SHOT,
                        42,
                        WORK.resolve("lethe-reports"),
                        USER_CACHE.resolve("lethe"),
                        null,
                        null,
                        ProbeSettings.NONE,
                        false,
                        BenchmarkConfig.Keep.ADAPTER,
                        ComputeSettings.AUTO,
                        hub(false),
                        WORK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lethe."})
    void everyKeyIsReadInBothForms(String prefix) {
        var values = new HashMap<String, String>();
        Map.of(
                        "models", "tiny, models/olmo",
                        "methods", "npo,checkpoint:models/a.b",
                        "seeds", "7,-1",
                        "subtasks", "task3,task1",
                        "data", "rows",
                        "membership", "mia",
                        "limit", "12",
                        "dataSeed", "5",
                        "rerun", "true",
                        "keep", "weights")
                .forEach((key, value) -> values.put(prefix + key, value));
        values.put(prefix + "mmlu", "../mmlu");
        values.put(prefix + "output", "out");
        values.put(prefix + "cache", "targets");
        values.put(prefix + "network", "true");
        values.put(prefix + "trajectory", "20");
        values.put(prefix + "trajectoryRows", "6");
        values.put(prefix + "guard", "10");
        values.put(prefix + "probes", "relearning, int4");
        values.put(prefix + "probeDocuments", "3");
        values.put(prefix + "relearningSteps", "5");
        values.put(prefix + "rows", "7sc*, 9");
        values.put(prefix + "subjects", "anatomy");
        values.put(prefix + "mmluForm", "ails");
        values.put(prefix + "dtype", "bf16");
        values.put(prefix + "device", "cuda:1");
        values.put(prefix + "replicas", "2");
        values.put(prefix + "checkpointing", "true");

        assertThat(config(values))
                .isEqualTo(new BenchmarkConfig(
                        List.of("tiny", "models/olmo"),
                        List.of(choice("npo"), choice("checkpoint:models/a.b")),
                        List.of(7L, -1L),
                        EnumSet.of(Task.TASK1, Task.TASK3),
                        WORK.resolve("rows"),
                        WORK.resolve("mia"),
                        WORK.resolveSibling("mmlu"),
                        12,
                        List.of("7sc*", "9"),
                        Set.of("anatomy"),
                        MultipleChoiceForm.AILS,
                        5,
                        WORK.resolve("out"),
                        WORK.resolve("targets"),
                        new Trajectory(20, 6),
                        10,
                        new ProbeSettings(Set.of(ProbeName.RELEARNING, ProbeName.INT4), 3, 5),
                        true,
                        BenchmarkConfig.Keep.WEIGHTS,
                        new ComputeSettings(
                                ComputeSettings.NumberFormat.BF16,
                                new DeviceChoice(DeviceChoice.Kind.CUDA, 1),
                                2,
                                ComputeSettings.Checkpointing.TRUE),
                        hub(true),
                        WORK));
    }

    @Test
    void pathsResolveAgainstTheUsersFolderAndOutputGoesToTheSourceTree() {
        Path user = Path.of("user").toAbsolutePath();
        Path root = Path.of("lethe").toAbsolutePath();

        BenchmarkConfig config =
                config(Map.of("lethe.cwd", user.toString(), "lethe.root", root.toString(), "data", "rows"));

        assertThat(config.cwd()).isEqualTo(user);
        assertThat(config.data()).isEqualTo(user.resolve("rows"));
        assertThat(config.output()).isEqualTo(root.resolve("reports"));
        assertThat(config.runs()).isEqualTo(root.resolve("reports").resolve("runs"));
    }

    @Test
    void configurationParametersComeBeforeTheAnnotation() {
        var annotation =
                Map.of("lethe.methods", "ga", "lethe.seeds", "1,2", "expect.final", "0.5", "expect.mmlu", "0.6");

        Settings settings =
                read(Map.of("methods", "gd", "expect.final", "0.4"), annotation).settings();

        assertThat(settings.config().methods()).containsExactly(choice("gd"));
        assertThat(settings.config().seeds()).containsExactly(1L, 2L);
        assertThat(settings.expectations().ofOverall())
                .containsExactly(
                        new Expectation(Measure.FINAL.named(null), 0.4),
                        new Expectation(Measure.MMLU.named(null), 0.6));
    }

    @Test
    void methodsAreDefaultOnlyWhereNobodyNamedThem() {
        assertThat(read(Map.of("models", "x"), Map.of()).settings().methodsByDefault())
                .isTrue();
        assertThat(read(Map.of("methods", "sugd"), Map.of()).settings().methodsByDefault())
                .isFalse();
        assertThat(read(Map.of(), Map.of("lethe.methods", "ga")).settings().methodsByDefault())
                .isFalse();
    }

    @Test
    void overridesGoToTheirMethod() {
        BenchmarkConfig config = config(Map.of(
                "methods", "npo,npo-batch,checkpoint:a.b",
                "methods.npo.beta", "0.5",
                "methods.npo.epochs", "5",
                "methods.npo-batch.beta", "0.1",
                "methods.checkpoint:a.b.dtype", "fp32"));

        assertThat(config.methods())
                .containsExactly(
                        new MethodChoice("npo", sorted(Map.of("beta", "0.5", "epochs", "5"))),
                        new MethodChoice("npo-batch", sorted(Map.of("beta", "0.1"))),
                        new MethodChoice("checkpoint:a.b", sorted(Map.of("dtype", "fp32"))));
    }

    @Test
    void expectationsBelongToTheirLeaves() {
        Expectations expectations = read(
                        Map.of("expect.forget.task2", "0.1", "expect.retain.task2", "0.9", "expect.maxSeconds", "3600"),
                        Map.of())
                .settings()
                .expectations();

        assertThat(expectations.of(Task.TASK1)).isEmpty();
        assertThat(expectations.of(Task.TASK2))
                .containsExactly(
                        new Expectation(Measure.FORGET.named(Task.TASK2), 0.1),
                        new Expectation(Measure.RETAIN.named(Task.TASK2), 0.9));
        assertThat(expectations.ofOverall()).containsExactly(new Expectation(Measure.MAX_SECONDS.named(null), 3600));
    }

    @Test
    void keysOfTheBuildAreNoKeysOfARun() {
        var values = ConfigurationKey.RESERVED.stream().collect(Collectors.toMap(key -> key, key -> ""));

        assertThat(read(values, Map.of()).problems()).isEmpty();
    }

    @Test
    void listedDefaultsAreReadableValues() {
        assertThat(Arrays.stream(ConfigurationKey.values()).map(ConfigurationKey::fullForm))
                .doesNotHaveDuplicates();
        for (ConfigurationKey key : List.of(
                ConfigurationKey.MODELS,
                ConfigurationKey.METHODS,
                ConfigurationKey.SEEDS,
                ConfigurationKey.SUBTASKS,
                ConfigurationKey.DATA_SEED,
                ConfigurationKey.RERUN,
                ConfigurationKey.KEEP)) {
            assertThat(config(Map.of(key.fullForm(), key.defaultValue()))).isEqualTo(config(Map.of()));
        }
    }

    private static MethodChoice choice(String id) {
        return new MethodChoice(id, new TreeMap<>());
    }

    private static SortedMap<String, String> sorted(Map<String, String> values) {
        return new TreeMap<>(values);
    }
}
