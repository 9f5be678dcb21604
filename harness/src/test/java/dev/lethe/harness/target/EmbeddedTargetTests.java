package dev.lethe.harness.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.BenchmarkData;
import dev.lethe.data.UserException;
import dev.lethe.harness.SmallData;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Building, caching and refusing an embedded target, on two short stories that a small model learns in a second. */
class EmbeddedTargetTests {

    private static final long SEED = 5;
    private static final BenchmarkData STORIES = SmallData.stories();
    private static final String WEIGHTS = "model.safetensors";

    private static final AtomicInteger PHASES = new AtomicInteger();

    /** Counts the phases of training. */
    private static final Progress COUNTING = new Progress() {
        @Override
        public void begin(String what, long total) {
            PHASES.incrementAndGet();
        }

        @Override
        public void advance(long done, String detail) {}

        @Override
        public void end() {}
    };

    private static Compute compute;
    private static Path leftover;
    private static Path built;
    private static List<Path> twoThreads;
    private static int buildsByTwoThreads;

    @TempDir
    private static Path shared;

    @TempDir
    private Path cache;

    /** Once beside what a killed build left, once by two threads that want it at the same time. */
    @BeforeAll
    static void buildTwice() throws IOException {
        compute = Compute.best();
        String name = EmbeddedTarget.NAME + "-" + TargetKey.of("stories", SmallData.STORIES_RECIPE, SEED);
        leftover = Files.createDirectories(shared.resolve("1/targets").resolve(name + ".draft-0123"));
        Files.writeString(leftover.resolve(WEIGHTS), "torn");
        built = ensure(SEED, shared.resolve("1"));

        PHASES.set(0);
        var first = CompletableFuture.supplyAsync(() -> ensure(SEED, shared.resolve("2")));
        var second = CompletableFuture.supplyAsync(() -> ensure(SEED, shared.resolve("2")));
        twoThreads = List.of(first.join(), second.join());
        buildsByTwoThreads = PHASES.get();
    }

    @BeforeEach
    void countFromZero() {
        PHASES.set(0);
    }

    @AfterAll
    static void release() {
        compute.close();
    }

    @Test
    void builtFolderIsACheckpoint() {
        try (Decoder decoder = Checkpoint.load(built, compute, Precision.FLOAT32, new Trainable.Nothing());
                Tokenizer tokenizer = Tokenizer.load(built)) {
            String text = STORIES.rows().forget().get(0).text();
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
            assertThat(new TargetVerification(decoder, tokenizer, () -> false)
                            .measure(STORIES)
                            .shortcomings())
                    .isEmpty();
        }
        assertThat(DecoderConfig.read(built).layers()).isEqualTo(SmallData.STORIES_RECIPE.layers());
    }

    @Test
    void builtFolderTellsHowItWasMade() throws IOException {
        JsonNode json = new ObjectMapper().readTree(built.resolve("target.json").toFile());

        assertThat(json.path("seed").asLong()).isEqualTo(SEED);
        assertThat(json.path("recipe").path("epochs").asInt()).isEqualTo(SmallData.STORIES_RECIPE.epochs());
        assertThat(json.path("quality").asText()).contains("forget regurgitation", "retain knowledge");
        assertThat(json.path("seconds").asDouble()).isPositive();
    }

    @Test
    void twoThreadsBuildOnce() {
        assertThat(twoThreads.get(0)).isEqualTo(twoThreads.get(1));
        assertThat(buildsByTwoThreads).isEqualTo(1);
    }

    @Test
    void sameSeedGivesTheSameBytes() throws IOException {
        Path again = twoThreads.get(0);
        assertThat(again.getFileName()).isEqualTo(built.getFileName());
        for (String file : List.of(WEIGHTS, "tokenizer.json", "config.json")) {
            assertThat(Files.mismatch(built.resolve(file), again.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void otherSeedGivesOtherWeightsInAnotherFolder() throws IOException {
        Path other = ensure(SEED + 1, cache);

        assertThat(other.getFileName()).isNotEqualTo(built.getFileName());
        assertThat(Files.mismatch(built.resolve(WEIGHTS), other.resolve(WEIGHTS)))
                .isNotEqualTo(-1);
    }

    @Test
    void builtTargetIsReused() {
        assertThat(ensure(SEED, shared.resolve("1"))).isEqualTo(built);
        assertThat(PHASES).hasValue(0);
    }

    @Test
    void draftOfAKilledBuildIsRemovedAndNeverTakenForATarget() {
        assertThat(leftover).doesNotExist();
        assertThat(folders(shared.resolve("1"))).containsExactly(built);
    }

    @Test
    void targetThatDoesNotMemorizeIsRefusedWithTheNumbersAndLeavesNothing() {
        var hasty = new TargetRecipe(640, 64, 1, 2, 128, 1, 1e-4, 400);

        assertThatThrownBy(() -> new EmbeddedTarget(compute, hasty, SEED)
                        .ensure(STORIES, "stories", cache, COUNTING, () -> false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("the embedded target did not memorize these data")
                .hasMessageMatching("(?s).*forget regurgitation 0\\.\\d{3} < 0\\.98.*")
                .hasMessageMatching("(?s).*retain knowledge 0\\.\\d{3} < 0\\.98.*")
                .hasMessageContaining("-Dlimit=")
                .hasMessageContaining("-Dmodels=");
        assertThat(folders(cache)).isEmpty();
        assertThat(PHASES).hasValue(1 + TargetRecipe.MAX_EXTRA_ROUNDS);
    }

    @Test
    void cancelledBuildStopsAndLeavesNothing() {
        var asked = new AtomicInteger();

        assertThatThrownBy(() -> new EmbeddedTarget(compute, SmallData.STORIES_RECIPE, SEED)
                        .ensure(STORIES, "stories", cache, COUNTING, () -> asked.incrementAndGet() > 3))
                .isInstanceOf(CancellationException.class);
        assertThat(folders(cache)).isEmpty();
    }

    @Test
    void fileInPlaceOfTheCacheIsNamed() throws IOException {
        Path file = Files.writeString(cache.resolve("file"), "in the way");

        assertThatThrownBy(() -> new EmbeddedTarget(compute, SmallData.STORIES_RECIPE, SEED)
                        .ensure(STORIES, "stories", file, COUNTING, () -> false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("-Dcache=");
    }

    private static Path ensure(long seed, Path cache) {
        return new EmbeddedTarget(compute, SmallData.STORIES_RECIPE, seed)
                .ensure(STORIES, "stories", cache, COUNTING, () -> false);
    }

    private static List<Path> folders(Path cache) {
        try (Stream<Path> entries = Files.list(cache.resolve("targets"))) {
            return entries.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
