package dev.lethe;

import dev.lethe.command.LetheCommand;

/** The command line: {@code java -jar reports/target/lethe.jar} after {@code mvn package}. */
public final class Lethe {

    private Lethe() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(LetheCommand.commandLine().execute(arguments));
    }
}
