package dev.lethe.harness.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.Task;
import dev.lethe.harness.config.BenchmarkConfigReader.Reading;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.record.ProbeName;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkConfigReaderTests {

    private static final Path WORK = Path.of("work").toAbsolutePath();
    private static final Path HOME = Path.of("home").toAbsolutePath();
    private static final Path USER_CACHE = Path.of("usercache").toAbsolutePath();

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            limit=0          | limit = "0"; expected a whole number from 1. Default: all documents.
            limit=many       | limit = "many"; expected a whole number from 1. Default: all documents.
            dataSeed=1.5     | dataSeed = "1.5"; expected a whole number. Default: 42.
            seeds=42,x       | seeds = "42,x": "x" is wrong; expected whole numbers, comma-separated. Default: 42.
            seeds=42,,7      | seeds = "42,,7" has an empty element; expected whole numbers, comma-separated.
            seeds=7,7        | seeds = "7,7" names "7" twice; name it once.
            methods=         | methods is empty; expected ids of methods or checkpoint:PATH, comma-separated. Default: sugd,agad.
            methods=ga,ga    | methods = "ga,ga" names "ga" twice; name it once.
            trajectory=0     | trajectory = "0"; expected a whole number of steps from 1, or phases. Default: none.
            guard=true       | guard = "true"; expected a whole number of steps from 1. Default: none.
            probes=int9      | probes = "int9"; did you mean "int4"? Expected some of relearning, int8, int4, paraphrase, prefix, extraction, comma-separated. Default: none.
            probes=int8,relerning | probes = "int8,relerning": "relerning" is wrong; did you mean "relearning"? Expected some of relearning, int8, int4, paraphrase, prefix, extraction, comma-separated. Default: none.
            probes=all       | probes = "all"; expected some of relearning, int8, int4, paraphrase, prefix, extraction, comma-separated. Default: none.
            probes=int8,int8 | probes = "int8,int8" names "int8" twice; name it once.
            probeDocuments=0 | probeDocuments = "0"; expected a whole number from 1. Default: 8.
            relearningSteps=x | relearningSteps = "x"; expected a whole number from 1. Default: 20.
            plan=grid.toml   | plan = "grid.toml"; expected a file that ends in .yaml, .yml or .json. Default: none.
            subtasks=task4   | subtasks = "task4"; expected some of task1, task2, task3, comma-separated. Default: task1,task2,task3.
            subtasks=task1,overall | subtasks = "task1,overall": "overall" is wrong; expected some of task1, task2, task3, comma-separated. Default: task1,task2,task3.
            rerun=yes        | rerun = "yes"; expected true or false. Default: false.
            mmluForm=5shot   | mmluForm = "5shot"; expected lm-eval-0shot, lm-eval-5shot or ails. Default: lm-eval-0shot.
            keep=all         | keep = "all"; expected adapter, weights or none. Default: adapter.
            dtype=half       | dtype = "half"; expected auto, fp32 or bf16. Default: auto.
            device=gpu       | device = "gpu"; expected auto, cpu, cuda or cuda:N. Default: auto.
            replicas=0       | replicas = "0"; expected a whole number from 1. Default: 1.
            checkpointing=on | checkpointing = "on"; expected auto, true or false. Default: auto.
            data=            | data is empty; expected a folder. Default: data generated by Lethe.
            expect.final=1.5 | expect.final = "1.5"; expected a number from 0 to 1.
            expect.mia=high  | expect.mia = "high"; expected a number from 0 to 1.
            expect.maxSeconds=-1 | expect.maxSeconds = "-1"; expected a number of seconds from 0.
            expect.finale=0.4 | unknown key "expect.finale"; did you mean "expect.final"? Known keys: expect.final, expect.forget.task1, expect.forget.task2, expect.forget.task3, expect.maxSeconds, expect.mia, expect.mmlu, expect.mmluFloor, expect.retain.task1, expect.retain.task2, expect.retain.task3, expect.taskAggregate.
            lethe.metohds=ga | unknown key "lethe.metohds"; did you mean "lethe.methods"? Known keys: {keys}.
            lethe.x=1        | unknown key "lethe.x". Known keys: {keys}.
            lethe.colour=red | unknown key "lethe.colour". Known keys: {keys}.
            methods.beta=1   | unknown key "methods.beta"; a parameter of a method is written methods.METHOD.PARAMETER, for example methods.npo.beta.
            methods.npo.beta=1 | methods.npo.beta = "1" has no effect: this run has no method "npo", only sugd, agad. Add the method to -Dmethods= or take the key away.
            methods.sgud.beta=1 | methods.sgud.beta = "1" has no effect: this run has no method "sgud", only sugd, agad. Add the method to -Dmethods= or take the key away. Did you mean "methods.sugd.beta"?
            """)
    void saysWhatIsWrongWithAKey(String assignment, String problem) {
        int equals = assignment.indexOf('=');
        var values = Map.of(assignment.substring(0, equals), assignment.substring(equals + 1));

        assertThat(read(values, Map.of()).problems())
                .containsExactly(problem.replace("{keys}", String.join(", ", ConfigurationKey.fullForms())));
    }

    @Test
    void bothFormsOfAKeyMayAgreeButNotContradict() {
        assertThat(read(Map.of("lethe.seeds", "7", "seeds", "7"), Map.of()).problems())
                .isEmpty();
        assertThat(read(Map.of("lethe.seeds", "7", "seeds", "8"), Map.of()).problems())
                .containsExactly("lethe.seeds = \"7\" and seeds = \"8\" contradict each other: they are one key."
                        + " Set one of them.");
    }

    @Test
    void allProblemsAreFoundAtOnce() {
        var values = Map.of("lethe.x", "", "seeds", "a", "limit", "b", "expect.final", "c", "methods.npo.beta", "1");

        assertThat(read(values, Map.of("lethe.subtasks", "task9")).problems()).hasSize(6);
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

    private static BenchmarkConfig config(Map<String, String> values) {
        Reading reading = read(values, Map.of());
        assertThat(reading.problems()).isEmpty();
        return reading.settings().config();
    }

    private static HubSettings hub(boolean network) {
        return new HubSettings(
                network, URI.create("https://huggingface.co"), HOME.resolve(".cache/huggingface/hub"), null);
    }

    private static Reading read(Map<String, String> values, Map<String, String> annotation) {
        var source = new ConfigurationSource(
                key -> Optional.ofNullable(values.get(key)),
                values.keySet(),
                WORK,
                USER_CACHE,
                HubEnvironment.empty(HOME));
        return BenchmarkConfigReader.read(source, annotation);
    }
}
