package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed for good, at any moment: what is on disk afterwards is what an undisturbed run leaves. */
@Timeout(300)
class KilledRunTests {

    private static final int KILLS = 20;

    /** Enough to be killed in each of its parts. */
    private static final int KILLS_OF_ONE_RUN = 7;

    /** The latest moment, in parts of what an undisturbed run takes: what goes on where another stopped takes less. */
    private static final double LATEST = 0.7;

    private static final List<String> ROWS = List.of("generations.jsonl", "membership.jsonl", "mmlu.jsonl");

    @TempDir
    private Path folder;

    private final Random random = new Random(20);
    private Path undisturbed;
    private long nanoseconds;

    @BeforeEach
    void buildTarget() {
        SmallTrials.target();
    }

    /** In a process of its own too. */
    private void runUndisturbed() throws Exception {
        Path output = folder.resolve("undisturbed");
        try (TrialProcess process = TrialProcess.start(output, folder)) {
            process.awaitReady();
            long start = System.nanoTime();
            process.finish();
            nanoseconds = System.nanoTime() - start;
        }
        undisturbed = trial(output);
    }

    @Test
    void runKilledAtRandomMomentsEndsAsOneThatWasNot() throws Exception {
        runUndisturbed();
        int kills = 0;
        for (int run = 1; kills < KILLS; run++) {
            kills += finishAfterKills(folder.resolve("run-" + run), Math.min(KILLS_OF_ONE_RUN, KILLS - kills));
        }
    }

    /** Kills a run so often, or until it is faster, and then lets it finish. How often it was killed. */
    private int finishAfterKills(Path output, int most) throws Exception {
        for (int kills = 0; ; kills++) {
            Path trial = output.resolve("runs").resolve(undisturbed.getFileName());
            long known = lines(trial.resolve("generations.jsonl"));
            boolean unlearned = Files.isDirectory(trial.resolve("adapter"));
            try (TrialProcess process = TrialProcess.start(output, folder)) {
                process.awaitReady();
                if (kills < most && process.isKilledAfter((long) (random.nextDouble() * LATEST * nanoseconds))) {
                    continue;
                }
                process.finish();
                assertThat(process.rows())
                        .as("rows generated again")
                        .isEqualTo(lines(undisturbed.resolve("generations.jsonl")) - known);
                assertThat(process.unlearned()).isEqualTo(unlearned ? 0 : 1);
            }
            assertIsUndisturbed(trial(output));
            return kills;
        }
    }

    private void assertIsUndisturbed(Path trial) throws IOException {
        for (String file : ROWS) {
            assertThat(trial.resolve(file)).hasSameTextualContentAs(undisturbed.resolve(file));
        }
        assertThat(trial.resolve("adapter/adapter_model.safetensors"))
                .hasSameBinaryContentAs(undisturbed.resolve("adapter/adapter_model.safetensors"));
        assertThat(record(trial).scores()).isEqualTo(record(undisturbed).scores());
        assertThat(files(trial)).as("no litter").isEqualTo(files(undisturbed));
    }

    @Test
    void secondProcessOnATrialWaitsSaysForWhomAndReusesTheRecord() throws Exception {
        Path output = folder.resolve("shared");
        TestMethod method = TestMethod.lora();
        Trial first = new SmallTrials(output).open(method);
        first.unlearn();
        RunRecord record;
        try (TrialProcess second = TrialProcess.start(output, folder)) {
            try (first) {
                second.awaitLine("is at work on tiny two-lora 42; waiting for it");
                record = first.complete();
            }
            second.finish();

            assertThat(second.printed())
                    .contains("Process " + ProcessHandle.current().pid() + " since ");
            assertThat(second.unlearned()).isZero();
            assertThat(second.rows()).isZero();
        }
        assertThat(record(trial(output))).isEqualTo(record);
    }

    private static RunRecord record(Path trial) {
        return RecordJson.read(trial.resolve(RecordJson.FILE));
    }

    private static Path trial(Path output) throws IOException {
        try (Stream<Path> trials = Files.list(output.resolve("runs"))) {
            return trials.findFirst().orElseThrow();
        }
    }

    private static List<String> files(Path trial) throws IOException {
        try (Stream<Path> files = Files.walk(trial)) {
            return files.map(file -> trial.relativize(file).toString()).sorted().toList();
        }
    }

    /** Whole lines; what follows the last newline is torn. */
    private static long lines(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readString(file).chars().filter(c -> c == '\n').count()
                : 0;
    }
}
