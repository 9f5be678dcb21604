package dev.lethe.leaderboard;

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
        Leaderboard leaderboard = Leaderboard.read(runs);
        Path index = leaderboard.write(folder(runs));
        out.print(ConsoleTable.text(leaderboard));
        out.println();
        out.println("Leaderboard: " + index);
        out.flush();
    }

    static void printToConsole(Path runs) {
        print(runs, System.out);
    }

    /** The page's folder: beside the folder of runs. */
    static Path folder(Path runs) {
        return runs.toAbsolutePath().normalize().resolveSibling("leaderboard");
    }
}
