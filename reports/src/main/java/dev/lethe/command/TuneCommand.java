package dev.lethe.command;

import dev.lethe.harness.config.BenchmarkConfigReader;
import dev.lethe.harness.config.ConfigurationSource;
import dev.lethe.harness.progress.ConsoleProgress;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.trial.TrialRunner;
import dev.lethe.harness.tuning.Tuner;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Searches parameter values: the same small search for every method named. */
@Command(
        name = "tune",
        description = {
            "Searches parameter values of methods, each by the same rule and with the same budget.",
            "Every configuration is an ordinary trial: a search that was stopped goes on where it was.",
            "Select on other seeds than those that are reported.",
            "Its defaults: -DdataSeed=11 -Dseeds=1 -Dkeep=none -Doutput=lethe-tuning."
        })
final class TuneCommand implements Runnable {

    /** Neither is the default of a run, so that values are not selected on what is reported. */
    private static final Map<String, String> DEFAULTS =
            Map.of("dataSeed", "11", "seeds", "1", "keep", "none", "output", "lethe-tuning");

    @Parameters(paramLabel = "METHOD", arity = "1..*", description = "Ids of the methods to tune.")
    private List<String> methods;

    @Option(
            names = "--budget",
            paramLabel = "N",
            defaultValue = "12",
            description = "Configurations to try for each method. Default: ${DEFAULT-VALUE}.")
    private int budget;

    @Mixin
    private Keys keys;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Map<String, String> given = keys.over(DEFAULTS);
        given.put("methods", String.join(",", methods));
        BenchmarkConfigReader.Reading reading = BenchmarkConfigReader.read(
                ConfigurationSource.ofProcess(key -> Optional.ofNullable(given.get(key)), given.keySet()), Map.of());
        var problems = new ArrayList<>(keys.problems());
        problems.addAll(reading.problems());
        Keys.require(problems);
        var config = reading.settings().config();
        PrintWriter console = spec.commandLine().getOut();
        console.println("Writing to " + config.output() + ".");
        console.flush();
        new Tuner(config, new TrialRunner(), MethodCatalog.load(), ConsoleProgress.create(), budget)
                .tune(new Printer(console));
        console.println("Wrote the selected values to " + config.output().resolve("selected.json") + ".");
        console.flush();
    }

    /** Prints each configuration as soon as it is known. */
    private record Printer(PrintWriter console) implements Tuner.Listener {

        @Override
        public void tried(String method, int number, String description) {
            print(method + " " + number + ": " + description);
        }

        @Override
        public void selected(String method, String description) {
            print(method + ": selected " + description);
        }

        private void print(String line) {
            console.println(line);
            console.flush();
        }
    }
}
