package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.Task;
import dev.lethe.harness.SmallData;
import dev.lethe.harness.config.BenchmarkConfig.Keep;
import dev.lethe.harness.config.ComputeSettings;
import dev.lethe.harness.config.ComputeSettings.NumberFormat;
import dev.lethe.harness.config.DeviceChoice;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The key tells two trials apart where their results may differ, and only there. */
class TrialKeyTests {

    private static Compute compute;
    private static Path model;

    @TempDir
    private static Path temp;

    @BeforeAll
    static void prepare() {
        compute = Compute.best();
        model = SmallTrials.copyOfTarget(temp.resolve("model"));
    }

    @AfterAll
    static void release() {
        compute.close();
    }

    private static Stream<Named<UnaryOperator<SmallTrials>>> different() {
        return Stream.of(
                Named.of("a parameter", trials -> trials.override("learningRate", "0.5")),
                Named.of("what is trained", trials -> trials.override("rank", "3")),
                Named.of("the seed", trials -> trials.seed(7)),
                Named.of(
                        "the number format",
                        trials -> trials.compute(new ComputeSettings(
                                NumberFormat.BF16, DeviceChoice.AUTO, 1, ComputeSettings.Checkpointing.AUTO))),
                Named.of(
                        "the number of replicas",
                        trials -> trials.compute(new ComputeSettings(
                                NumberFormat.AUTO, DeviceChoice.AUTO, 2, ComputeSettings.Checkpointing.AUTO))),
                Named.of("the limit", trials -> trials.limit(1)),
                Named.of("the tasks", trials -> trials.subtasks(EnumSet.of(Task.TASK2))),
                Named.of("the data", trials -> trials.data(null)));
    }

    @ParameterizedTest
    @MethodSource("different")
    void keyChangesWith(UnaryOperator<SmallTrials> change) throws IOException {
        assertThat(key(change.apply(trials()))).isNotEqualTo(key(trials()));
    }

    private static Stream<Named<UnaryOperator<SmallTrials>>> same() throws IOException {
        Path copy = SmallTrials.copyOfTarget(
                Files.createTempDirectory(temp, "copies").resolve("model"));
        return Stream.of(
                Named.of("what is kept", trials -> trials.keep(Keep.WEIGHTS)),
                Named.of("rerun", SmallTrials::rerun),
                Named.of("a guard, which ends a trial or leaves it as it is", trials -> trials.guard(1)),
                Named.of("the seed of data that are not generated", trials -> trials.dataSeed(7)),
                Named.of("where the same weights are", trials -> trials.model(copy)),
                Named.of(
                        "what saves memory",
                        trials -> trials.compute(new ComputeSettings(
                                NumberFormat.AUTO, DeviceChoice.AUTO, 1, ComputeSettings.Checkpointing.TRUE))));
    }

    @ParameterizedTest
    @MethodSource("same")
    void keyStaysWith(UnaryOperator<SmallTrials> change) throws IOException {
        assertThat(key(change.apply(trials()))).isEqualTo(key(trials()));
    }

    @Test
    void keyChangesWithTheSeedOfGeneratedData() throws IOException {
        assertThat(key(trials().data(null).dataSeed(1)))
                .isNotEqualTo(key(trials().data(null).dataSeed(2)));
    }

    @Test
    void keyChangesWithTheMethod() throws IOException {
        assertThat(key(trials(), TestMethod.full())).isNotEqualTo(key(trials()));
    }

    @Test
    void keyChangesWithTheWeights() throws IOException {
        Path other = SmallTrials.copyOfTarget(
                Files.createTempDirectory(temp, "other").resolve("model"));
        Path weights = other.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);

        assertThat(key(trials().model(other))).isNotEqualTo(key(trials()));
    }

    @Test
    void keyChangesWithTheEndOfText() throws IOException {
        Path other = SmallTrials.copyOfTarget(
                Files.createTempDirectory(temp, "other").resolve("model"));
        String same = key(trials().model(other));
        Files.writeString(other.resolve("generation_config.json"), "{\"eos_token_id\": [1, 5]}");

        assertThat(key(trials().model(other))).isNotEqualTo(same);
        Files.writeString(other.resolve("generation_config.json"), "{\"eos_token_id\": 1}");
        assertThat(key(trials().model(other))).isEqualTo(same);
    }

    @Test
    void codeDigestChangesWithAMethodsClassFile() throws IOException, ClassNotFoundException {
        Path classes = Files.createDirectory(temp.resolve("classes"));
        String before = codeDigest(classes, new byte[0]);

        assertThat(codeDigest(classes, new byte[0])).isEqualTo(before);
        assertThat(codeDigest(classes, new byte[] {1})).isNotEqualTo(before);
    }

    /** The digest of a class of a user's own, beside which lies a file with some content. */
    private static String codeDigest(Path classes, byte[] content) throws IOException, ClassNotFoundException {
        String name = SmallData.class.getName();
        Path file = classes.resolve(name.replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        try (var bytes = SmallData.class.getResourceAsStream("SmallData.class")) {
            Files.write(file, bytes.readAllBytes());
        }
        Files.write(classes.resolve("Helper.class"), content);
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
            return CodeDigest.of(loader.loadClass(name));
        }
    }

    private static SmallTrials trials() throws IOException {
        return new SmallTrials(Files.createTempDirectory(temp, "output")).model(model);
    }

    private static String key(SmallTrials trials) {
        return key(trials, TestMethod.lora());
    }

    private static String key(SmallTrials trials, TestMethod method) {
        TrialPlan plan = trials.plan(method);
        var target = new TargetSource(SmallData.RECIPE).prepare(plan, compute, Progress.SILENT, () -> false);
        var computes = Collections.nCopies(plan.config().compute().replicas(), compute);
        TrialSetup setup = TrialSetup.of(plan, target, new MethodCatalog(List.of(method)), computes);
        try (TrialFolder folder = TrialFolder.open(plan, setup, () -> false)) {
            return folder.record().key();
        }
    }
}
