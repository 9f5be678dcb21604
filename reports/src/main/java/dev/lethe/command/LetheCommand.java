package dev.lethe.command;

import dev.lethe.data.UserException;
import dev.lethe.harness.record.Host;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The root of the command line; alone it does nothing. */
@Command(
        name = "lethe",
        description = "The unlearning benchmark for the JVM.",
        subcommands = {
            RunCommand.class,
            DataCommand.class,
            MethodsCommand.class,
            ScoreCommand.class,
            LeaderboardCommand.class,
            BenchCommand.class,
            TuneCommand.class
        },
        versionProvider = LetheCommand.Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit codes: 0 done, 1 a failure of Lethe itself, 2 a mistake that you can mend."})
public final class LetheCommand {

    /** Exit code of a failure that is not the user's; its stack trace is printed. */
    static final int FAILED = 1;
    /** Exit code of a mistake that the user can mend, picocli's for arguments; its message alone is printed. */
    static final int MISTAKEN = CommandLine.ExitCode.USAGE;

    LetheCommand() {}

    /** The whole command line, ready to execute. */
    public static CommandLine commandLine() {
        return new CommandLine(new LetheCommand()).setExecutionExceptionHandler(LetheCommand::report);
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        if (failure instanceof UserException mistake) {
            command.getErr().println(command.getColorScheme().errorText(mistake.getMessage()));
            return MISTAKEN;
        }
        failure.printStackTrace(command.getErr());
        return FAILED;
    }

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"lethe " + Host.lethe(), Host.jvm(), Host.os()};
        }
    }
}
