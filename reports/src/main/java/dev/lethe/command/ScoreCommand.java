package dev.lethe.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.UserException;
import dev.lethe.harness.config.NearestName;
import dev.lethe.harness.evaluation.Collapse;
import dev.lethe.harness.evaluation.Interval;
import dev.lethe.harness.evaluation.Intervals;
import dev.lethe.harness.evaluation.Lens;
import dev.lethe.harness.evaluation.ResultRows;
import dev.lethe.harness.record.RecordJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores stored generations; no model is needed. */
@Command(
        name = "score",
        description = {
            "Scores stored generations as the official script of SemEval-2025 Task 4 does, without a model.",
            "Prints the JSON of its evaluation_results, or of other lenses on the same rows."
        })
final class ScoreCommand implements Runnable {

    @Option(
            names = "--generations",
            paramLabel = "DIR",
            required = true,
            description = "Folder with forget_*.csv and retain_*.csv of the official script, or a trial's folder with"
                    + " generations.jsonl.")
    private Path generations;

    @Option(
            names = "--membership",
            paramLabel = "DIR",
            description = "Folder with member_*.csv and nonmember_*.csv, or with membership.jsonl."
                    + " Default: none, or the trial's own.")
    private @Nullable Path membership;

    @Option(
            names = "--mmlu",
            paramLabel = "FILE",
            description = "JSON file with the field average_acc, or an mmlu.jsonl. Default: none, or the trial's own.")
    private @Nullable Path mmlu;

    @Option(
            names = "--reference",
            paramLabel = "DIR",
            description = "Folder with the membership losses of a reference model, for the lens miaReference: one that"
                    + " knows neither members nor nonmembers, or a trial of none, the model before unlearning.")
    private @Nullable Path reference;

    @Option(
            names = "--lens",
            paramLabel = "NAME",
            split = ",",
            description = "Lenses to look through instead, comma-separated, or all: official, noThreshold, rougeLF1,"
                    + " prefixMatch, containsMatch, geometric, miaInverse, miaMinK, miaMinKPlusPlus, miaZlib,"
                    + " miaReference.")
    private List<String> lenses = new ArrayList<>();

    @Option(names = "--intervals", description = "Adds 95 %% bootstrap intervals over documents for every score.")
    private boolean intervals;

    @Option(
            names = "--compare",
            paramLabel = "DIR",
            description = "Adds the differences to another trial of the same rows, with paired intervals: this one's"
                    + " scores less the other's.")
    private @Nullable Path other;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Seed of the intervals. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--mmlu-floor",
            paramLabel = "X",
            defaultValue = "" + Lens.OFFICIAL_FLOOR,
            description = "MMLU accuracy below which the lens official gives no final score: 0.75 times the model's own"
                    + " before unlearning. Default: ${DEFAULT-VALUE}, that of the organisers' 7B model.")
    private double floor;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        List<Lens> chosen = lenses();
        ResultRows result = read();
        boolean official = chosen.isEmpty() && !intervals && other == null;
        ObjectNode answer = official ? RecordJson.tree(result.official()) : beside(result, chosen);
        spec.commandLine().getOut().print(RecordJson.text(answer));
        spec.commandLine().getOut().flush();
    }

    private ObjectNode beside(ResultRows result, List<Lens> chosen) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        if (!chosen.isEmpty()) {
            answer.set("lenses", RecordJson.tree(Lens.scores(result, chosen, floor)));
            answer.set("collapse", RecordJson.tree(Collapse.of(result, ResultFiles.retainNlls(generations))));
        }
        if (intervals) {
            answer.set("intervals", RecordJson.tree(Intervals.of(result, seed)));
        }
        if (other != null) {
            answer.set("differences", RecordJson.tree(differences(result, other)));
        }
        return answer;
    }

    private Map<String, Interval> differences(ResultRows result, Path folder) {
        ResultRows another = ResultFiles.read(folder, "--compare");
        warnIfIncomplete(folder);
        try {
            return Intervals.differences(result, another, seed);
        } catch (IllegalArgumentException e) {
            throw UserException.data("--compare: " + folder.toAbsolutePath().normalize() + " and "
                    + generations.toAbsolutePath().normalize() + " cannot be compared: " + e.getMessage());
        }
    }

    private ResultRows read() {
        ResultRows result = ResultFiles.read(generations, "--generations");
        warnIfIncomplete(generations);
        if (membership != null) {
            result = result.withDocuments(ResultFiles.documents(membership, "--membership"));
        }
        if (reference != null) {
            result = result.withReference(ResultFiles.documents(reference, "--reference"));
        }
        return mmlu == null ? result : ResultFiles.withMmlu(result, mmlu, "--mmlu");
    }

    private void warnIfIncomplete(Path folder) {
        ResultFiles.incompleteness(folder).ifPresent(warning -> {
            spec.commandLine().getErr().println(warning);
            spec.commandLine().getErr().flush();
        });
    }

    private List<Lens> lenses() {
        if (lenses.equals(List.of("all"))) {
            return List.of(Lens.values());
        }
        return lenses.stream().map(ScoreCommand::lens).toList();
    }

    private static Lens lens(String name) {
        return Lens.find(name)
                .orElseThrow(() -> UserException.configuration("--lens: unknown lens \"" + name + "\""
                        + NearestName.of(name, Lens.ids())
                                .map(near -> ", did you mean \"" + near + "\"?")
                                .orElse("") + "; expected some of "
                        + String.join(", ", Lens.ids()) + ", or all"));
    }
}
