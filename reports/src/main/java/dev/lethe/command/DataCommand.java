package dev.lethe.command;

import picocli.CommandLine.Command;

/** What concerns data. */
@Command(
        name = "data",
        description = "Makes or downloads data to unlearn.",
        subcommands = {GenerateCommand.class, FetchCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class DataCommand {}
