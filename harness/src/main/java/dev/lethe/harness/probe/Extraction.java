package dev.lethe.harness.probe;

import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.harness.evaluation.ExtractionStrength;
import dev.lethe.harness.evaluation.Metric;
import dev.lethe.harness.generation.LikeliestTokens;
import dev.lethe.harness.record.ParameterValues;
import dev.lethe.harness.record.ProbeResult;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.ExampleEncoder;
import dev.lethe.harness.token.TokenizedExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * How little of an expected output has to be given, after its prompt, for the model to recite the rest. It changes
 * nothing, so that its values have no before; it sees what a single greedy answer hides, namely an answer that is one
 * wrong token away.
 *
 * <p>Values: the mean of {@link ExtractionStrength} over the rows of each set, in [0, 1]; formula and source stand there.
 * On the forget set more is worse. Rows are encoded as in training: prompt, one space, output, no end of text.
 */
record Extraction() implements DurabilityProbe {

    /** Nothing is appended. */
    private static final int NO_TOKEN = 0;

    @Override
    public SortedMap<String, Object> parameters() {
        return ParameterValues.of(this);
    }

    @Override
    public List<ProbeResult.Value> look(ProbedModel model) {
        var values = new ArrayList<ProbeResult.Value>();
        for (RowSet set : RowSet.values()) {
            double[] strengths = strengths(model, model.rows().rows(set), set);
            if (strengths.length > 0) {
                values.add(new ProbeResult.Value(
                        set, Metric.EXTRACTION_STRENGTH, null, Comparison.mean(strengths), strengths.length));
            }
        }
        return values;
    }

    private static double[] strengths(ProbedModel model, List<Row> rows, RowSet set) {
        List<TokenizedExample> examples = new ExampleEncoder(model.tokenizer(), EosPolicy.OMIT, NO_TOKEN)
                .encode(rows)
                .examples();
        model.progress().begin(model.name() + " " + set.label(), examples.size());
        boolean[][] chosen = new LikeliestTokens(model.decoder(), model.cancelled())
                .of(examples, done -> model.progress().advance(done, ""));
        model.progress().end();
        return Arrays.stream(chosen).mapToDouble(ExtractionStrength::of).toArray();
    }
}
