package dev.lethe.harness.spi;

import dev.lethe.harness.training.StepReport;
import dev.lethe.harness.training.TrainingMonitor;
import java.util.Locale;

/** Where long work reports how far it is. Not thread-safe: one task reports at a time. */
public interface Progress {

    /** A progress that says nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void begin(String what, long total) {}

        @Override
        public void advance(long done, String detail) {}

        @Override
        public void end() {}
    };

    /** Begins a piece of work of {@code total} units, named as a person reads it: {@code tiny sugd 42: chunk 1/8}. */
    void begin(String what, long total);

    /** {@code done} units of the total are done; {@code detail} holds losses and the like, may be empty. */
    void advance(long done, String detail);

    /** Ends the piece of work. */
    void end();

    /** A monitor that reports training here: each phase is a piece of work, its steps the units. */
    default TrainingMonitor training(String what) {
        return new TrainingMonitor() {
            @Override
            public void begin(String phase, long steps) {
                Progress.this.begin(what + ": " + phase, steps);
            }

            @Override
            public void step(StepReport report, long done, long total) {
                var detail = new StringBuilder(String.format(Locale.ROOT, "loss %.4f", report.loss()));
                report.terms().forEach((set, nll) -> detail.append(String.format(Locale.ROOT, ", %s %.4f", set, nll)));
                advance(done, detail.toString());
            }

            @Override
            public void end() {
                Progress.this.end();
            }
        };
    }
}
