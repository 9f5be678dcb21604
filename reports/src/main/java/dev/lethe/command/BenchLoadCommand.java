package dev.lethe.command;

import dev.lethe.data.UserException;
import dev.lethe.harness.bench.BenchModel;
import dev.lethe.harness.bench.LoadBench;
import dev.lethe.harness.bench.LoadReport;
import dev.lethe.harness.model.SyntheticCheckpoint;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.record.AtomicFolder;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what memory a checkpoint takes: to load, to train an adapter on, to decode with. */
@Command(
        name = "load",
        description = {
            "Loads a checkpoint, trains an adapter on it for a few steps, decodes a text, and shows the peak of memory.",
            "The checkpoint is noise of the given shape in bfloat16, written beforehand and deleted afterwards."
        })
final class BenchLoadCommand implements Runnable {

    private static final long SEED = 42;

    @Option(
            names = "--config",
            paramLabel = "PATH",
            required = true,
            description = "A checkpoint's folder or config.json to take the shape from.")
    private Path config;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "Where the checkpoint is written for a while; two bytes a weight. Default: the system's folder for"
                            + " temporary files.")
    private @Nullable Path folder;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "3",
            description = "LoRA steps of one row. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "256",
            description = "Tokens of the row. Default: ${DEFAULT-VALUE}.")
    private int length;

    @Option(
            names = "--new-tokens",
            paramLabel = "N",
            defaultValue = "32",
            description = "Tokens to decode. Default: ${DEFAULT-VALUE}.")
    private int newTokens;

    @Option(
            names = "--checkpointing",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description =
                    "auto, true or false: whether blocks are run again on the way back. Default: ${DEFAULT-VALUE}.")
    private String checkpointing = "auto";

    @Mixin
    private BenchDevice device;

    @Option(names = "--json", paramLabel = "FILE", description = "File to write the result to as well.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (steps < 0 || length < 1 || newTokens < 0) {
            throw UserException.configuration(
                    "--steps and --new-tokens are whole numbers from 0, --length is one from 1");
        }
        BenchModel model = BenchModel.at(config);
        var bench = new LoadBench(steps, length, newTokens, isCheckpointed(model));
        PrintWriter console = spec.commandLine().getOut();
        Path checkpoint = temporary(model);
        try {
            SyntheticCheckpoint.write(
                    Files.isDirectory(config) ? config.resolve("config.json") : config, checkpoint, SEED);
            LoadReport report;
            try (Compute compute = device.open()) {
                report = bench.run(compute, checkpoint, device.precision());
            }
            console.println(report.text());
            if (json != null) {
                report.write(json);
                console.println("Wrote " + json.toAbsolutePath().normalize() + ".");
            }
            console.flush();
        } finally {
            AtomicFolder.discard(folder == null ? checkpoint.getParent() : checkpoint);
        }
    }

    private boolean isCheckpointed(BenchModel model) {
        return switch (checkpointing) {
            case "auto" -> TrainedModel.isCheckpointed(model.parameters());
            case "true" -> true;
            case "false" -> false;
            default -> throw UserException.configuration(
                    "--checkpointing is \"" + checkpointing + "\"; expected auto, true or false");
        };
    }

    /** A new folder named after the model, which the report is named after. */
    private Path temporary(BenchModel model) {
        try {
            Path parent = folder == null ? Files.createTempDirectory("lethe-bench") : Files.createDirectories(folder);
            requireSpace(parent, model);
            return Files.createDirectory(parent.resolve(model.name()));
        } catch (IOException e) {
            throw UserException.environment(
                    "cannot create a folder for " + model.name() + ": " + e + "; name one with --folder", e);
        }
    }

    private static void requireSpace(Path parent, BenchModel model) throws IOException {
        long bytes = model.parameters() * Dtype.BFLOAT16.bytes();
        long free = Files.getFileStore(parent).getUsableSpace();
        if (free < bytes) {
            throw UserException.configuration(String.format(
                    Locale.ROOT,
                    "%s has %.1f GB free, and %s takes %.1f GB; name another folder with --folder",
                    parent,
                    free / 1e9,
                    model.name(),
                    bytes / 1e9));
        }
    }
}
