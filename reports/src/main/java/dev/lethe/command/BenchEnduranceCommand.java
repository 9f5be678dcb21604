package dev.lethe.command;

import dev.lethe.data.UserException;
import dev.lethe.harness.bench.BenchModel;
import dev.lethe.harness.bench.EnduranceBench;
import dev.lethe.harness.bench.EnduranceReport;
import dev.lethe.harness.torch.Compute;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains and decodes for long and watches whether memory grows. */
@Command(
        name = "endurance",
        description =
                "Trains an adapter and decodes, for long and on rows of changing lengths, and watches the memory.")
final class BenchEnduranceCommand implements Runnable {

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "tiny",
            description = "tiny, 35m, 125m or 1b. Default: ${DEFAULT-VALUE}.")
    private String size = "tiny";

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "2000",
            description = "LoRA steps. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--decodes",
            paramLabel = "N",
            defaultValue = "500",
            description = "Batches to decode. Default: ${DEFAULT-VALUE}.")
    private int decodes;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "4",
            description = "Rows of a batch. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "128",
            description = "Tokens of the longest row. Default: ${DEFAULT-VALUE}.")
    private int length;

    @Mixin
    private BenchDevice device;

    @Option(names = "--json", paramLabel = "FILE", description = "File to write the result to as well.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (steps < 1 || decodes < 1 || rows < 1 || length < 2) {
            throw UserException.configuration(
                    "--steps, --decodes and --rows are whole numbers from 1, --length is one from 2");
        }
        BenchModel model = BenchModel.named(size);
        PrintWriter console = spec.commandLine().getOut();
        try (Compute compute = device.open()) {
            EnduranceReport report =
                    new EnduranceBench(steps, decodes, rows, length).run(compute, model, device.precision());
            console.println(report.text());
            if (json != null) {
                report.write(json);
                console.println("Wrote " + json.toAbsolutePath().normalize() + ".");
            }
            console.flush();
        }
    }
}
