package dev.lethe.harness.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.Task;
import dev.lethe.harness.config.BenchmarkConfigReader.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A grid in a file: what it means, what comes before it, and where a fault in it is. */
class PlanTests {

    private static final String YAML =
            """
            # A comparison.
            models: [tiny, models/mine]
            methods:
              - sugd
              - npo: {beta: 0.5, epochs: 5}
              - npo:
                  beta: 0.1
                  targets: [q_proj, v_proj]
              - gd[epochs=3]
              - checkpoint:models/theirs
              - none:
            seeds: [42, 7]
            subtasks: task1,task3
            data: lume
            output: ../out
            limit: 12
            trajectory: phases
            expect:
              final: 0.4
              forget: {task1: 0.1}
              retain.task3: 0.9
            """;

    private static final String JSON =
            """
            {
              "models": ["tiny", "models/mine"],
              "methods": [
                "sugd",
                {"npo": {"beta": 0.5, "epochs": 5}},
                {"npo": {"beta": 0.1, "targets": ["q_proj", "v_proj"]}},
                "gd[epochs=3]",
                "checkpoint:models/theirs",
                {"none": null}
              ],
              "seeds": [42, 7],
              "subtasks": ["task1", "task3"],
              "data": "lume",
              "output": "../out",
              "limit": 12,
              "trajectory": "phases",
              "expect": {"final": 0.4, "forget": {"task1": 0.1}, "retain.task3": 0.9}
            }
            """;

    @TempDir
    private Path work;

    @ParameterizedTest
    @CsvSource({"grid.yaml, yaml", "grid.yml, yaml", "grid.json, json"})
    void holdsAWholeGridWithItsPathsInItsOwnFolder(String name, String format) throws IOException {
        Files.createDirectories(work.resolve("plans/models/mine"));
        write("plans/" + name, format.equals("yaml") ? YAML : JSON);

        Reading reading = read(Map.of("plan", "plans/" + name));

        assertThat(reading.problems()).isEmpty();
        BenchmarkConfig config = reading.settings().config();
        assertThat(config.models()).containsExactly("tiny", path("plans/models/mine"));
        assertThat(config.methods().stream().map(MethodChoice::label))
                .containsExactly(
                        "sugd",
                        "npo[beta=0.5;epochs=5]",
                        "npo[beta=0.1;targets=[q_proj,v_proj]]",
                        "gd[epochs=3]",
                        "checkpoint:" + path("plans/models/theirs"),
                        "none");
        assertThat(config.seeds()).containsExactly(42L, 7L);
        assertThat(config.subtasks()).isEqualTo(EnumSet.of(Task.TASK1, Task.TASK3));
        assertThat(config.data()).isEqualTo(work.resolve("plans/lume"));
        assertThat(config.output()).isEqualTo(work.resolve("out"));
        assertThat(config.limit()).isEqualTo(12);
        assertThat(config.trajectory()).isEqualTo(new Trajectory(0, 4));
        assertThat(reading.settings().methodsByDefault()).isFalse();
        assertThat(reading.settings().expectations().all())
                .containsExactlyInAnyOrder(
                        new Expectation(Measure.FINAL.named(null), 0.4),
                        new Expectation(Measure.FORGET.named(Task.TASK1), 0.1),
                        new Expectation(Measure.RETAIN.named(Task.TASK3), 0.9));
    }

    private static String path(String text) {
        return Path.of(text).toString();
    }

    @Test
    void keysComeBeforeThePlanAndThePlanBeforeTheAnnotation() {
        write("grid.yaml", "seeds: [1, 2]\nlimit: 3\nexpect: {final: 0.4, mia: 0.2}\ndata: planned\n");

        Reading reading = Readings.read(
                work,
                Map.of("plan", "grid.yaml", "limit", "5", "expect.final", "0.5", "lethe.data", "given"),
                Map.of("lethe.seeds", "9", "lethe.methods", "ga", "expect.mia", "0.1"));

        assertThat(reading.problems()).isEmpty();
        BenchmarkConfig config = reading.settings().config();
        assertThat(config.seeds()).containsExactly(1L, 2L);
        assertThat(config.limit()).isEqualTo(5);
        assertThat(config.data()).isEqualTo(work.resolve("given"));
        assertThat(config.methods()).extracting(MethodChoice::label).containsExactly("ga");
        assertThat(reading.settings().expectations().all())
                .containsExactlyInAnyOrder(
                        new Expectation(Measure.FINAL.named(null), 0.5), new Expectation(Measure.MIA.named(null), 0.2));
    }

    @Test
    void aKeyOfAMethodComesBeforeThePlan() {
        write("grid.yaml", "methods:\n- npo: {beta: 0.5}\n- npo: {beta: 0.1, epochs: 3}\n");

        Reading reading = read(Map.of("plan", "grid.yaml", "methods.npo.beta", "0.2"));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.settings().config().methods())
                .containsExactly(variant(Map.of("beta", "0.2")), variant(Map.of("beta", "0.2", "epochs", "3")));
    }

    private static MethodChoice variant(Map<String, String> own) {
        return new MethodChoice("npo", new TreeMap<>(own), new TreeMap<>(own));
    }

    @Test
    void everyFaultIsToldAtOnceWithItsLine() {
        write(
                "grid.yaml",
                """
                modles: tiny
                methods:
                  - npo: {beta: {a: 1}}
                  - ga[epochs=
                  - ga
                  - ga
                  - gd: 5
                seeds:
                  - 42
                  - x
                  - [1]
                limit: [1, 2]
                subtasks: []
                keep:
                dataSeed: many
                dataSeed: 3
                plan: other.yaml
                cwd: /
                data: *rows
                expect:
                  finale: 0.4
                  mia: 2
                  forget: {task4: 1}
                """);

        assertThat(read(Map.of("plan", "grid.yaml")).problems())
                .allSatisfy(problem -> assertThat(problem).startsWith("grid.yaml:"))
                .satisfiesExactlyInAnyOrder(
                        has("grid.yaml:1: unknown key \"modles\"; did you mean \"models\"? Known keys: "),
                        has("grid.yaml:3: beta is a mapping; expected a value or a list of values."),
                        has("grid.yaml:4: methods = \"ga[epochs=\", at its end: expected a value."),
                        has("grid.yaml:6: methods = \"ga\" names \"ga\" twice; name it once."),
                        has(
                                "grid.yaml:7: gd is a single value; expected parameters with values, as in gd: {epochs: 5}."),
                        has("grid.yaml:10: seeds = \"x\"; expected whole numbers, comma-separated."),
                        has("grid.yaml:11: seeds is a list; expected whole numbers, comma-separated."),
                        has("grid.yaml:12: limit is a list; expected a whole number from 1."),
                        has("grid.yaml:13: subtasks is empty; expected some of task1, task2, task3"),
                        has("grid.yaml:14: keep is empty; expected adapter, weights or none."),
                        has("grid.yaml:15: dataSeed = \"many\"; expected a whole number."),
                        has("grid.yaml:16: \"dataSeed\" stands in line 15 already; name it once."),
                        has("grid.yaml:17: unknown key \"plan\". Known keys: "),
                        has("grid.yaml:18: unknown key \"cwd\". Known keys: "),
                        has("grid.yaml:19: the alias *rows is not understood; write the value itself."),
                        has("grid.yaml:21: unknown key \"finale\"; did you mean \"final\"? Known keys: "),
                        has("grid.yaml:22: expect.mia = \"2\"; expected a number from 0 to 1."),
                        has("grid.yaml:23: unknown key \"forget.task4\"; did you mean \"forget.task1\"? Known keys: "));
    }

    private static ThrowingConsumer<String> has(String beginning) {
        return problem -> assertThat(problem).startsWith(beginning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            grid.yaml | `seeds: [1, 2\nlimit: 3` | grid.yaml:2:
            grid.yaml | `a: 1\n---\nb: 2`        | grid.yaml:3: a plan is one document; take away what begins here.
            grid.json | `{\n"seeds": [1,}`       | grid.json:2:
            grid.yaml | ``                       | grid.yaml is empty; expected keys such as models, methods and seeds.
            grid.yaml | `- sugd\n- agad`         | grid.yaml:1: the plan is a list; expected keys such as models, methods and seeds.
            """)
    void whatIsNoPlanIsNamedWithItsPlace(String name, String content, String problem) {
        write(name, content.replace("\\n", "\n"));

        assertThat(read(Map.of("plan", name)).problems())
                .anySatisfy(found -> assertThat(found).startsWith(problem));
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        assertThat(read(Map.of("plan", "grid.yaml")).problems())
                .containsExactly("plan = \"grid.yaml\": there is no file " + work.resolve("grid.yaml")
                        + "; expected a file that ends in .yaml, .yml or .json. Default: none.");
    }

    @ParameterizedTest
    @EnumSource
    void knowsEveryShortKeyButItself(ConfigurationKey key) {
        String name = key.shortForm().orElse(key.fullForm());
        boolean known = key.shortForm().isPresent() && key != ConfigurationKey.PLAN;
        write("grid.yaml", name + ": {}\n");

        assertThat(read(Map.of("plan", "grid.yaml")).problems())
                .filteredOn(problem -> problem.startsWith("grid.yaml:1: unknown key \"" + name + "\""))
                .hasSize(known ? 0 : 1);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PLAN", "CWD", "ROOT"})
    void takesAListWhereTheKeyTakesSeveralValues(ConfigurationKey key) {
        write("grid.yaml", key.label() + ":\n- 1\n");

        assertThat(read(Map.of("plan", "grid.yaml")).problems())
                .filteredOn(problem -> problem.startsWith("grid.yaml:2: " + key.label() + " is a list; expected "))
                .hasSize(key.isList() ? 0 : 1);
    }

    private void write(String name, String content) {
        try {
            Files.createDirectories(work.resolve(name).getParent());
            Files.writeString(work.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reading read(Map<String, String> values) {
        return Readings.read(work, values, Map.of());
    }
}
