package dev.lethe.command;

import dev.lethe.data.UserException;
import java.io.PrintWriter;

/**
 * Says in a few lines how a run went: how many leaves, and why which of them failed.
 *
 * @param console where to
 */
record OutcomePrinter(PrintWriter console) {

    void print(GridLaunch.Outcome outcome) {
        outcome.failures().forEach(this::print);
        console.println(outcome.leaves() + (outcome.leaves() == 1 ? " leaf: " : " leaves: ") + outcome.passed()
                + " passed, " + outcome.failed() + " failed, "
                + (outcome.leaves() - outcome.passed() - outcome.failed()) + " not run; " + outcome.seconds() + " s");
        console.flush();
    }

    /** A missed expectation and a mistake explain themselves; anything else is shown with where it happened. */
    private void print(GridLaunch.Failure failure) {
        console.println("FAILED " + failure.name());
        Throwable cause = failure.cause();
        if (cause instanceof AssertionError || cause instanceof UserException) {
            String.valueOf(cause.getMessage()).lines().forEach(line -> console.println("  " + line));
        } else {
            cause.printStackTrace(console);
        }
    }
}
