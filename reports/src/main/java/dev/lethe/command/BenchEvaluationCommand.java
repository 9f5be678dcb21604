package dev.lethe.command;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.BenchmarkFolder;
import dev.lethe.data.UserException;
import dev.lethe.data.generate.DefaultData;
import dev.lethe.harness.bench.BenchModel;
import dev.lethe.harness.bench.EvaluationBench;
import dev.lethe.harness.bench.EvaluationReport;
import dev.lethe.harness.torch.Compute;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares Lethe's order of work in an evaluation with the organisers'. */
@Command(
        name = "evaluation",
        description = {
            "Continues and scores rows one by one, as the official script does, and in Lethe's batches, on models with"
                    + " random weights; asks multiple-choice questions with and without sharing their examples; and says"
                    + " what share of the time goes into writing.",
            "Random weights have no end of text: the token that comes nearest to ending half of the rows is taken."
        })
final class BenchEvaluationCommand implements Runnable {

    private static final long SEED = 42;

    @Option(
            names = "--sizes",
            paramLabel = "SIZE",
            split = ",",
            defaultValue = "tiny,35m",
            description = "Some of tiny, 35m, 125m, 1b, comma-separated. Default: ${DEFAULT-VALUE}.")
    private List<String> sizes = List.of();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Rows in the layout of the LUME release, and questions beside them if there are any."
                    + " Default: the generated data.")
    private @Nullable Path data;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "200",
            description = "Rows to continue and score. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--new-tokens",
            paramLabel = "N",
            defaultValue = "256",
            description = "New tokens of a row, at most. Default: ${DEFAULT-VALUE}, as in the official script.")
    private int newTokens;

    @Option(
            names = "--questions",
            paramLabel = "N",
            defaultValue = "100",
            description = "Questions to ask in each form. Default: ${DEFAULT-VALUE}.")
    private int questions;

    @Mixin
    private BenchDevice device;

    @Option(names = "--json", paramLabel = "FILE", description = "File to write the result to as well.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (rows < 1 || newTokens < 1 || questions < 1) {
            throw UserException.configuration("--rows, --new-tokens and --questions are whole numbers from 1");
        }
        List<BenchModel> models = sizes.stream().map(BenchModel::named).toList();
        PrintWriter console = spec.commandLine().getOut();
        try (Compute compute = device.open()) {
            EvaluationReport report =
                    new EvaluationBench(rows, newTokens, questions).run(compute, models, device.precision(), data());
            console.println(report.text());
            if (json != null) {
                report.write(json);
                console.println("Wrote " + json.toAbsolutePath().normalize() + ".");
            }
            console.flush();
        }
    }

    private BenchmarkData data() {
        BenchmarkData generated = DefaultData.generate(SEED);
        if (data == null) {
            return generated;
        }
        BenchmarkData read = BenchmarkFolder.find(data).read();
        return read.multipleChoice() != null
                ? read
                : new BenchmarkData(read.rows(), read.membership(), generated.multipleChoice());
    }
}
