package dev.lethe.methods;

import dev.lethe.data.Row;
import dev.lethe.harness.generation.Sampling;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.FisherInitialization;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.StepRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A run without a model: keeps the phases that a method asks for, and the batches of each epoch. */
final class RecordingRun implements Unlearning {

    /** A phase, the batches of its epochs, and what its steps did where a rule made them. */
    record Trained(Phase phase, List<List<Batch>> epochs, List<Object> steps) {

        /** The rows of an epoch in order: each batch's forget rows, then its retain rows. */
        String rows(int epoch) {
            return epochs.get(epoch).stream()
                    .flatMap(batch -> Stream.concat(batch.forget().stream(), batch.retain().stream()))
                    .map(TokenizedExample::id)
                    .collect(Collectors.joining(" "));
        }
    }

    private final int forgetRows;
    private final int retainRows;
    private final long seed;
    private final List<Trained> phases = new ArrayList<>();
    private final List<Object> starts = new ArrayList<>();
    private final RecordingWeights weights = new RecordingWeights();
    private boolean drewRandomly;

    /** Rows are called F0, F1, … and R0, R1, … */
    RecordingRun(int forgetRows, int retainRows, long seed) {
        this.forgetRows = forgetRows;
        this.retainRows = retainRows;
        this.seed = seed;
    }

    List<Trained> phases() {
        return phases;
    }

    /** How adapters were started. */
    List<Object> starts() {
        return starts;
    }

    /** Whether the method asked for randomness. */
    boolean drewRandomly() {
        return drewRandomly;
    }

    @Override
    public List<TokenizedExample> forget(EosPolicy eos) {
        return rows("F", forgetRows, eos);
    }

    @Override
    public List<TokenizedExample> retain(EosPolicy eos) {
        return rows("R", retainRows, eos);
    }

    private static List<TokenizedExample> rows(String prefix, int count, EosPolicy eos) {
        int[] ids =
                switch (eos) {
                    case APPEND -> new int[] {2, 3, 4, 1};
                    case OMIT -> new int[] {2, 3, 4};
                };
        return IntStream.range(0, count)
                .mapToObj(i -> new TokenizedExample(prefix + i, ids, 1))
                .toList();
    }

    @Override
    public TokenizedExample answered(TokenizedExample row, String answer, EosPolicy eos) {
        return new TokenizedExample(row.id() + ": " + answer, new int[] {2, 3, 4, 5, 6, 1}, 4);
    }

    @Override
    public Row row(TokenizedExample given) {
        return FakeTexts.row(given);
    }

    @Override
    public List<String> continuations(List<String> prompts, int maxNewTokens, Sampling sampling) {
        return FakeTexts.continuations(prompts, maxNewTokens, sampling);
    }

    @Override
    public Random random(String concern) {
        drewRandomly = true;
        return new Random(31 * seed + concern.hashCode());
    }

    @Override
    public void train(Phase phase) {
        phases.add(new Trained(phase, epochs(phase), List.of()));
    }

    @Override
    public void train(Phase phase, StepRule rule) {
        List<List<Batch>> epochs = epochs(phase);
        phases.add(new Trained(phase, epochs, RecordingSteps.of(phase, epochs, rule)));
    }

    private static List<List<Batch>> epochs(Phase phase) {
        return IntStream.range(0, phase.epochs())
                .mapToObj(phase.batches()::epoch)
                .toList();
    }

    @Override
    public void initialize(FisherInitialization initialization) {
        starts.add(initialization);
    }

    @Override
    public RecordingWeights trainedWeights() {
        return weights;
    }

    @Override
    public void retrainOnRetain() {
        throw new AssertionError("not expected here");
    }

    @Override
    public void replaceModel(Path folder) {
        throw new AssertionError("no method of this module loads weights");
    }
}
