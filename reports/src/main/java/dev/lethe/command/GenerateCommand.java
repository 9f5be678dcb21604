package dev.lethe.command;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.BenchmarkWriter;
import dev.lethe.data.MembershipSet;
import dev.lethe.data.MultipleChoiceSet;
import dev.lethe.data.generate.DefaultData;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the data that Lethe generates, to look at or to change before unlearning it. */
@Command(name = "generate", description = "Writes generated data in the layout of SemEval-2025 Task 4.")
final class GenerateCommand implements Runnable {

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Seed; the same seed gives the same data everywhere. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--documents",
            paramLabel = "K",
            defaultValue = "" + DefaultData.DOCUMENTS,
            description =
                    "Documents per task and set, 1 to " + DefaultData.MOST_DOCUMENTS + ". Default: ${DEFAULT-VALUE}.")
    private int documents;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write; new or empty.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Path folder = out.toAbsolutePath().normalize();
        BenchmarkData data = DefaultData.generate(seed, documents);
        BenchmarkWriter.write(data, folder);
        PrintWriter console = spec.commandLine().getOut();
        console.println("Wrote to " + folder + ":");
        console.println("  data       " + data.rows().forget().size() + " forget rows, "
                + data.rows().retain().size() + " retain rows (seed " + seed + ", " + documents
                + " documents per task and set)");
        MembershipSet membership = data.membership();
        if (membership != null) {
            console.println("  mia_data   " + membership.members().size() + " members, "
                    + membership.nonmembers().size() + " nonmembers");
        }
        MultipleChoiceSet questions = data.multipleChoice();
        if (questions != null) {
            console.println("  mmlu       " + questions.test().size() + " questions, "
                    + questions.dev().size() + " examples");
        }
        console.println();
        console.println("Unlearn it, in the root folder of Lethe:");
        console.println("  mvn test -Dmethods=sugd,agad \"-Ddata=" + folder + "\"");
    }
}
