package dev.lethe.command;

import picocli.CommandLine.Command;

/** What concerns data. */
@Command(
        name = "data",
        description = "Makes data to unlearn.",
        subcommands = GenerateCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class DataCommand {}
