package dev.lethe.harness.trial;

import dev.lethe.data.RowSet;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small trial in a process of its own, which says what it computes, and can be killed. */
final class TrialProcess implements AutoCloseable {

    private static final String READY = "ready";
    private static final String ROWS = "rows ";
    private static final String UNLEARNED = "unlearned ";

    private final Process process;
    private final Path log;

    private TrialProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts the trial; its data and its target are those of this process.
     *
     * @param output as {@code -Doutput=}
     * @param folder for what it prints and for its own temporary files
     */
    static TrialProcess start(Path output, Path folder) throws IOException {
        Path log = Files.createTempFile(folder, "trial", ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // Starts fast, which is most of what it does.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + folder,
                        "-Dorg.slf4j.simpleLogger.log.dev.lethe=info",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        TrialProcess.class.getName(),
                        output.toString(),
                        SmallTrials.dataFolder().toString(),
                        SmallTrials.cache().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new TrialProcess(process, log);
    }

    /** The process: {@code main OUTPUT DATA CACHE}. */
    public static void main(String[] arguments) {
        try (Compute compute = Compute.best()) {
            compute.run(() -> {});
        }
        System.out.println(READY);
        TestMethod method = TestMethod.lora();
        new SmallTrials(Path.of(arguments[0]))
                .data(Path.of(arguments[1]))
                .cache(Path.of(arguments[2]))
                .progress(new PrintedRows())
                .complete(method);
        System.out.println(UNLEARNED + method.runs());
    }

    /** Prints how many rows are about to be generated. */
    private static final class PrintedRows implements Progress {

        @Override
        public void begin(String what, long total) {
            // Training reports its steps here too.
            if (what.endsWith(RowSet.FORGET.label()) || what.endsWith(RowSet.RETAIN.label())) {
                System.out.println(ROWS + total);
            }
        }

        @Override
        public void advance(long done, String detail) {}

        @Override
        public void end() {}
    }

    /** Waits until its trial begins. */
    void awaitReady() throws IOException, InterruptedException {
        awaitLine(READY);
    }

    /** Waits until it has printed {@code text}. */
    void awaitLine(String text) throws IOException, InterruptedException {
        while (!printed().contains(text)) {
            if (!process.isAlive()) {
                throw new IllegalStateException("ended early: " + printed());
            }
            Thread.sleep(2);
        }
    }

    /** Waits for its end, but kills it where that takes longer. Whether it was killed. */
    boolean isKilledAfter(long nanoseconds) throws InterruptedException {
        if (process.waitFor(nanoseconds, TimeUnit.NANOSECONDS)) {
            return false;
        }
        process.destroyForcibly().waitFor();
        return process.exitValue() != 0;
    }

    /** Waits for its end, which has to be a good one. */
    void finish() throws IOException, InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(printed());
        }
    }

    /** How many rows it generated. */
    long rows() throws IOException {
        return numbers(ROWS).stream().mapToLong(Long::longValue).sum();
    }

    /** How often it ran the method. */
    long unlearned() throws IOException {
        return numbers(UNLEARNED).get(0);
    }

    private List<Long> numbers(String label) throws IOException {
        return printed()
                .lines()
                .filter(line -> line.startsWith(label))
                .map(line -> Long.valueOf(line.substring(label.length())))
                .toList();
    }

    String printed() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
