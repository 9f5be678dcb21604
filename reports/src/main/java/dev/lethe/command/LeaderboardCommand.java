package dev.lethe.command;

import dev.lethe.data.UserException;
import dev.lethe.leaderboard.LeaderboardMain;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Renders the leaderboard again from the records on disk; nothing is unlearned or scored. */
@Command(name = "leaderboard", description = "Renders the leaderboard of finished runs again.")
final class LeaderboardCommand implements Runnable {

    @Parameters(
            paramLabel = "RUNS",
            arity = "0..1",
            defaultValue = "reports/runs",
            description = "Folder of the trials' folders; the page goes to \"leaderboard\" beside it."
                    + " Default: ${DEFAULT-VALUE}.")
    private Path runs;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Path folder = runs.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw UserException.configuration(folder + " is not a folder; expected the folder of runs that a benchmark"
                    + " wrote. Run one first (mvn test -Dmethods=sugd,agad), or name its folder: lethe leaderboard"
                    + " RUNS.");
        }
        spec.commandLine().getOut().print(LeaderboardMain.render(folder));
        spec.commandLine().getOut().flush();
    }
}
