package dev.lethe.leaderboard;

import dev.lethe.harness.spi.RunListener;
import java.nio.file.Path;

/** Keeps the page up to date: rendered anew after every trial, printed after the last. */
public final class LeaderboardListener implements RunListener {

    @Override
    public void trialFinished(Path folder) {
        Path runs = folder.toAbsolutePath().normalize().getParent();
        if (runs != null) {
            LeaderboardMain.render(runs);
        }
    }

    @Override
    public void runFinished(Path runs) {
        LeaderboardMain.printToConsole(runs);
    }
}
