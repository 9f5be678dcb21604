package dev.lethe.harness.tuning;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.UserException;
import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.record.AtomicFile;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.trial.Trial;
import dev.lethe.harness.trial.Trials;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/**
 * Searches parameter values of methods, each by the same rule and with the same budget. Every configuration is an
 * ordinary trial with an ordinary record, so that a search that was stopped goes on where it was.
 */
public final class Tuner {

    /** The untouched model, whose utility is the measure of what may be lost. */
    private static final MethodChoice BEFORE = new MethodChoice("none", new TreeMap<>());

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final BenchmarkConfig config;
    private final Trials trials;
    private final MethodCatalog methods;
    private final Progress progress;
    private final int budget;

    /**
     * @param config one model and one seed; its methods are those to tune, with values that stay as they are
     * @param trials opens trials
     * @param progress shows how far a trial is
     * @param budget configurations to try for each method, at least 1
     */
    public Tuner(BenchmarkConfig config, Trials trials, MethodCatalog methods, Progress progress, int budget) {
        if (config.models().size() != 1 || config.seeds().size() != 1) {
            throw UserException.configuration("a search runs on one model with one seed; given are the models "
                    + config.models() + " and the seeds " + config.seeds() + ". Name one of each.");
        }
        if (budget < 1) {
            throw UserException.configuration("the budget is " + budget + "; expected a whole number from 1");
        }
        this.config = config;
        this.trials = trials;
        this.methods = methods;
        this.progress = progress;
        this.budget = budget;
    }

    /** Hears of each configuration as soon as it is known, and of each method when it is searched. */
    public interface Listener {

        /** @param description the values and scores, on one line */
        void tried(String method, int number, String description);

        /** @param description the selected values, on one line */
        void selected(String method, String description);
    }

    /**
     * Searches every method of the configuration. Writes {@code METHOD.json} for each and {@code selected.json}, the
     * selected values of all in the form of a {@code parameters.json}, into the output folder.
     */
    public void tune(Listener listener) {
        List<String> problems = new ArrayList<>();
        config.methods().forEach(choice -> problems.addAll(methods.problems(choice)));
        if (!problems.isEmpty()) {
            throw UserException.configuration(String.join(System.lineSeparator(), problems));
        }
        List<SearchSpace> spaces = config.methods().stream()
                .map(choice -> SearchSpace.of(methods.find(choice.id()).orElseThrow()))
                .toList();
        double mmluBefore = mmluBefore();
        ObjectNode selected = JSON.createObjectNode();
        for (int i = 0; i < spaces.size(); i++) {
            Tuning tuning = tune(config.methods().get(i), spaces.get(i), mmluBefore, listener);
            write(tuning.method() + ".json", JSON.valueToTree(tuning));
            selected.set(tuning.method(), SelectedValues.of(tuning));
            write("selected.json", selected);
            listener.selected(tuning.method(), tuning.selected().toString());
        }
    }

    private void write(String name, ObjectNode tree) {
        AtomicFile.write(config.output().resolve(name), RecordJson.text(tree));
    }

    private double mmluBefore() {
        try (Trial trial = open(BEFORE)) {
            RunRecord record = trial.complete();
            return record.scores() == null || record.scores().mmlu() == null
                    ? 0
                    : record.scores().mmlu().average();
        }
    }

    private Tuning tune(MethodChoice fixed, SearchSpace space, double mmluBefore, Listener listener) {
        var number = new int[1];
        List<Attempt> attempts = new CoordinateSearch<>(space, budget, Attempt.WORST_FIRST, values -> {
                    Optional<Attempt> attempt = attempt(fixed, values, mmluBefore);
                    attempt.ifPresent(tried -> listener.tried(fixed.id(), ++number[0], tried.describe()));
                    return attempt;
                })
                .run();
        return new Tuning(
                Tuning.SCHEMA_VERSION,
                fixed.id(),
                config.models().get(0),
                config.dataSeed(),
                config.data() == null ? "generated" : config.data().toString(),
                config.seeds().get(0),
                budget,
                Attempt.RULE,
                space.candidates(),
                attempts,
                Tuning.best(attempts).map(Attempt::values).orElseGet(TreeMap::new));
    }

    private Optional<Attempt> attempt(MethodChoice fixed, SortedMap<String, String> values, double mmluBefore) {
        var all = new TreeMap<>(fixed.overrides());
        all.putAll(values);
        var choice = new MethodChoice(fixed.id(), all);
        if (!methods.problems(choice).isEmpty()) {
            return Optional.empty();
        }
        try (Trial trial = open(choice)) {
            try {
                RunRecord record = trial.complete();
                return Optional.of(Attempt.of(values, name(trial.folder()), record, mmluBefore));
            } catch (CancellationException stopped) {
                throw stopped;
            } catch (RuntimeException failure) {
                trial.fail(failure);
                return Optional.of(Attempt.failed(values, name(trial.folder()), String.valueOf(failure.getMessage())));
            }
        }
    }

    private Trial open(MethodChoice choice) {
        return trials.open(
                config, config.models().get(0), choice, config.seeds().get(0), progress, () -> false);
    }

    private static String name(Path folder) {
        return Objects.requireNonNull(folder.getFileName()).toString();
    }
}
