package dev.lethe.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What one call of the command line did.
 *
 * @param exitCode its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Console(int exitCode, String out, String err) {

    /** Executes {@code lethe} with these arguments. */
    static Console lethe(String... arguments) {
        return execute(LetheCommand.commandLine(), arguments);
    }

    static Console execute(CommandLine commandLine, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = commandLine
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Console(exitCode, out.toString(), err.toString());
    }
}
