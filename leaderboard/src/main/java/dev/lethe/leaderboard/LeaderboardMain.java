package dev.lethe.leaderboard;

import dev.lethe.harness.record.ProcessLock;
import java.io.PrintStream;
import java.nio.file.Path;

/** Renders the leaderboard of a folder of runs and prints it: the only class that writes to standard output. */
public final class LeaderboardMain {

    private LeaderboardMain() {}

    /** Takes one argument, the folder of runs; without it, {@code reports/runs}. */
    public static void main(String[] arguments) {
        print(Path.of(arguments.length == 0 ? "reports/runs" : arguments[0]), System.out);
    }

    /** Renders the leaderboard of {@code runs}, prints the table and, last, where the page is. */
    static void print(Path runs, PrintStream out) {
        out.print(render(runs));
        out.flush();
    }

    /**
     * Renders the leaderboard of {@code runs}; returns the table for a console and, last, where the page is. One process
     * at a time reads and writes, so that no older list replaces a newer one.
     */
    public static String render(Path runs) {
        ProcessLock lock = ProcessLock.acquire(
                folder(runs).resolveSibling(".locks").resolve("leaderboard.lock"),
                "renders the leaderboard of " + runs,
                "the folder of runs has to lie in a writable one on a disk of this machine, see -Doutput=",
                () -> false);
        try {
            Leaderboard leaderboard = Leaderboard.read(runs);
            Path index = leaderboard.write(folder(runs));
            return ConsoleTable.text(leaderboard) + "\nLeaderboard: " + index + "\n";
        } finally {
            lock.close();
        }
    }

    static void printToConsole(Path runs) {
        print(runs, System.out);
    }

    /** The page's folder: beside the folder of runs. */
    static Path folder(Path runs) {
        return runs.toAbsolutePath().normalize().resolveSibling("leaderboard");
    }
}
