package dev.lethe.harness.engine;

import dev.lethe.harness.spi.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Shows progress as plain lines: one at the begin, one at the end, and one at least every ten seconds between, whether
 * or not the work reports. On a terminal {@link #create()} gives a bar instead.
 */
public final class ConsoleProgress implements Progress {

    /** Longest silence while work goes on. */
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Consumer<String> sink;
    private final Heartbeat heartbeat;
    private @Nullable Runnable stopHeartbeat;
    private String what = "";
    private String detail = "";
    private long total;
    private long done;
    private Instant begun = Instant.EPOCH;
    private Instant lastLine = Instant.EPOCH;

    ConsoleProgress(InstantSource clock, Consumer<String> sink, Heartbeat heartbeat) {
        this.clock = clock;
        this.sink = sink;
        this.heartbeat = heartbeat;
    }

    /** Runs something every second, until the returned action is run. */
    interface Heartbeat {

        Runnable start(Runnable beat);

        /** On a thread that does not keep the process alive. */
        static Runnable onTimer(Runnable beat) {
            var timer = new Timer("lethe-progress", true);
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            beat.run();
                        }
                    },
                    1000,
                    1000);
            return timer::cancel;
        }
    }

    /** A bar where a person looks at a terminal, otherwise lines in the log. */
    public static Progress create() {
        return System.console() != null
                ? new BarProgress()
                : new ConsoleProgress(
                        InstantSource.system(), LoggerFactory.getLogger("lethe")::info, Heartbeat::onTimer);
    }

    @Override
    public synchronized void begin(String what, long total) {
        end();
        this.what = what;
        this.total = total;
        done = 0;
        detail = "";
        begun = clock.instant();
        line("begins");
        stopHeartbeat = heartbeat.start(this::lineIfDue);
    }

    @Override
    public synchronized void advance(long done, String detail) {
        this.done = done;
        this.detail = detail;
        lineIfDue();
    }

    /** Does nothing where no work was begun or it has ended. */
    @Override
    public synchronized void end() {
        if (stopHeartbeat != null) {
            stopHeartbeat.run();
            stopHeartbeat = null;
            line("took " + readable(Duration.between(begun, clock.instant())));
        }
    }

    private synchronized void lineIfDue() {
        if (stopHeartbeat != null && Duration.between(lastLine, clock.instant()).compareTo(INTERVAL) >= 0) {
            line(percent() + remaining());
        }
    }

    private void line(String state) {
        lastLine = clock.instant();
        sink.accept(what + ": " + state + (detail.isEmpty() ? "" : ", " + detail));
    }

    private String percent() {
        return total > 0 ? String.format(Locale.ROOT, "%d %%", 100 * Math.min(done, total) / total) : done + " done";
    }

    /** Estimated by the mean speed so far. */
    private String remaining() {
        if (done <= 0 || total <= 0) {
            return "";
        }
        double elapsed = Duration.between(begun, clock.instant()).toMillis();
        return ", about " + readable(Duration.ofMillis((long) (elapsed / done * Math.max(0, total - done)))) + " left";
    }

    /** For example {@code 48 s}, {@code 2 min 05 s}, {@code 1 h 02 min}. */
    static String readable(Duration duration) {
        long seconds = Math.round(duration.toMillis() / 1000.0);
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }
}
