package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.harness.generation.OfficialInference;
import dev.lethe.harness.generation.Sampling;
import dev.lethe.harness.record.GenerationRow;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a method has the model go on with is what the model of that moment says. */
class ContinuationTests {

    @TempDir
    private Path output;

    private final List<String> asked = new ArrayList<>();
    private final List<List<String>> continuations = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"true, 0.2", "false, 0.02"})
    void areThoseOfTheModelAsItIs(boolean adapter, String learningRate) {
        TestMethod ascent = adapter ? TestMethod.lora() : TestMethod.full();
        var asking = new TestMethod(
                ascent.id(),
                (run, parameters) -> {
                    goOn(run, Sampling.greedy());
                    ascent.work().accept(run, parameters);
                    goOn(run, Sampling.greedy());
                    goOn(run, new Sampling(2, new Random(1)));
                },
                new AtomicInteger());
        Map<String, String> evaluated;
        try (Trial trial =
                new SmallTrials(output).override("learningRate", learningRate).open(asking)) {
            trial.complete();
            List<GenerationRow> rows = JsonlFile.generations(trial.folder()).read().stream()
                    .filter(row -> row.set() == RowSet.FORGET)
                    .toList();
            evaluated = rows.stream()
                    .collect(Collectors.toMap(GenerationRow::input, GenerationRow::output, (first, same) -> first));
        }
        assertThat(continuations.get(1))
                .as("after training")
                .isEqualTo(asked.stream().map(evaluated::get).toList());
        assertThat(continuations.get(0)).as("before training").isNotEqualTo(continuations.get(1));
        assertThat(continuations.get(2)).as("drawn").isNotEqualTo(continuations.get(1));
    }

    private void goOn(Unlearning run, Sampling sampling) {
        List<String> prompts = run.forget(EosPolicy.APPEND).stream()
                .map(run::row)
                .map(Row::input)
                .toList();
        asked.clear();
        asked.addAll(prompts);
        continuations.add(run.continuations(prompts, OfficialInference.MAX_NEW_TOKENS, sampling));
    }
}
