package dev.lethe.harness.progress;

import dev.lethe.harness.spi.Progress;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Shows progress as a bar on a terminal. */
final class BarProgress implements Progress {

    private @Nullable ProgressBar bar;

    @Override
    public void begin(String what, long total) {
        end();
        bar = new ProgressBarBuilder().setTaskName(what).setInitialMax(total).build();
    }

    @Override
    public void advance(long done, String detail) {
        if (bar != null) {
            bar.stepTo(done);
            bar.setExtraMessage(detail);
        }
    }

    @Override
    public void end() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
