package dev.lethe.harness.trial;

import dev.lethe.harness.record.StepRow;
import dev.lethe.harness.record.StepsFile;
import dev.lethe.harness.training.StepReport;
import dev.lethe.harness.training.TrainingMonitor;
import java.util.TreeMap;

/** Writes every step to {@code steps.csv} and passes it on. */
final class StepsRecorder implements TrainingMonitor {

    private final StepsFile file;
    private final TrainingMonitor next;

    StepsRecorder(StepsFile file, TrainingMonitor next) {
        this.file = file;
        this.next = next;
    }

    @Override
    public void begin(String phase, long steps) {
        next.begin(phase, steps);
    }

    @Override
    public void step(StepReport report, long done, long total) {
        var losses = new TreeMap<>(report.terms());
        losses.put("objective", report.loss());
        file.append(new StepRow(
                report.step(), report.phase(), losses, report.learningRate(), report.gradientNorm(), report.seconds()));
        next.step(report, done, total);
    }

    @Override
    public void end() {
        next.end();
    }
}
