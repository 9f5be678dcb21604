package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.record.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class LetheCommandTests {

    @ParameterizedTest
    @ValueSource(strings = {"--version", "data generate --version"})
    void tellsItsVersion(String arguments) {
        Console console = Console.lethe(arguments.split(" "));

        assertThat(console.exitCode()).isZero();
        assertThat(console.out().lines()).contains("lethe " + Host.lethe(), Host.jvm());
    }

    @Test
    void tellsItsCommands() {
        Console console = Console.lethe("--help");

        assertThat(console.exitCode()).isZero();
        assertThat(console.out()).contains("data", "methods", "leaderboard", "Exit codes");
    }

    @Test
    void asksForACommandWhereNoneIsNamed() {
        Console console = Console.lethe("data");

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains("Missing required subcommand", "Usage: lethe data", "generate");
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
        Console console = Console.lethe("leaderbord");

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains("leaderbord", "leaderboard").doesNotContain("\tat ");
    }

    @Test
    void printsTheStackTraceOfItsOwnFailure() {
        CommandLine commandLine = LetheCommand.commandLine().addSubcommand(new Failing());

        Console console = Console.execute(commandLine, "fail");

        assertThat(console.exitCode()).isEqualTo(1);
        assertThat(console.err()).contains("IllegalStateException: broken", "\tat ");
        assertThat(console.out()).isEmpty();
    }

    @Command(name = "fail")
    static final class Failing implements Runnable {

        @Override
        public void run() {
            throw new IllegalStateException("broken");
        }
    }
}
