package dev.lethe.command;

import dev.lethe.data.UserException;
import dev.lethe.harness.bench.Bench;
import dev.lethe.harness.bench.BenchModel;
import dev.lethe.harness.bench.BenchReport;
import dev.lethe.harness.bench.BenchTable;
import dev.lethe.harness.bench.Measurement;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.torch.Compute;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how fast this machine trains, scores and decodes, on models of noise. */
@Command(
        name = "bench",
        description = {
            "Measures speed and memory of training, forward pass and decoding on models with random weights.",
            "Utilisation is the share of the matrix-multiply rate measured beside each operation."
        },
        subcommands = {BenchLoadCommand.class, BenchEnduranceCommand.class, BenchEvaluationCommand.class})
final class BenchCommand implements Runnable {

    private static final String DEFAULT_SIZES = "tiny,35m";
    private static final long SEED = 42;

    @Option(
            names = "--sizes",
            paramLabel = "SIZE",
            split = ",",
            description = "Some of tiny, 35m, 125m, 1b, comma-separated. Default: " + DEFAULT_SIZES
                    + ", or none with --config.")
    private List<String> sizes = new ArrayList<>();

    @Option(
            names = "--config",
            paramLabel = "PATH",
            description = "A checkpoint's folder or config.json to take the shape from; can be repeated.")
    private List<Path> configs = new ArrayList<>();

    @Mixin
    private BenchDevice device;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "10",
            description = "Runs of each operation that count, after two that do not; their median is shown."
                    + " Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--json", paramLabel = "FILE", description = "File to write the result to as well.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        List<BenchModel> models = models();
        Precision precision = device.precision();
        if (steps < 1) {
            throw UserException.configuration("--steps is " + steps + "; expected a whole number from 1");
        }
        PrintWriter console = spec.commandLine().getOut();
        try (Compute compute = device.open()) {
            BenchReport report =
                    new Bench(compute, precision, steps, SEED).run(models, new Printer(console, precision));
            if (json != null) {
                report.write(json);
                console.println("Wrote " + json.toAbsolutePath().normalize() + ".");
            }
            console.flush();
        }
    }

    private List<BenchModel> models() {
        List<String> names = sizes.isEmpty() && configs.isEmpty() ? List.of(DEFAULT_SIZES.split(",")) : sizes;
        var models = new ArrayList<BenchModel>();
        names.forEach(name -> models.add(BenchModel.named(name)));
        configs.forEach(path -> models.add(BenchModel.at(path)));
        return models;
    }

    /** Prints each row as soon as it is known. */
    private record Printer(PrintWriter console, Precision precision) implements Bench.Listener {

        @Override
        public void begin(BenchModel model) {
            console.println(BenchTable.head(model, precision.label()));
            console.flush();
        }

        @Override
        public void measured(Measurement measurement) {
            console.println(BenchTable.row(measurement));
            console.flush();
        }

        @Override
        public void end(BenchReport.ModelResult result) {
            console.println(BenchTable.foot(result));
            console.flush();
        }
    }
}
