package dev.lethe.harness.probe;

import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.UnlearningDataset;
import dev.lethe.harness.evaluation.GeneratedRow;
import dev.lethe.harness.evaluation.ScoredRow;
import dev.lethe.harness.generation.OfficialInference;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.token.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An unlearned model, and what probes need to look at it.
 *
 * @param name of the trial and the probe, for people
 * @param decoder the model
 * @param tokenizer its tokenizer
 * @param rows the rows that probes look at
 * @param evaluated at least these rows as the evaluation scored them
 * @param seed of the trial
 * @param checkpointing whether training runs blocks again on the way back
 * @param progress told of everything
 * @param cancelled ends the work between two batches
 */
public record ProbedModel(
        String name,
        Decoder decoder,
        Tokenizer tokenizer,
        UnlearningDataset rows,
        List<ScoredRow> evaluated,
        long seed,
        boolean checkpointing,
        Progress progress,
        BooleanSupplier cancelled) {

    public ProbedModel {
        evaluated = List.copyOf(evaluated);
    }

    ProbedModel named(String changed) {
        return new ProbedModel(changed, decoder, tokenizer, rows, evaluated, seed, checkpointing, progress, cancelled);
    }

    /** What this model says to rows, scored. */
    List<ScoredRow> ask(UnlearningDataset asked) {
        return ask(asked, new OfficialInference(decoder, tokenizer, cancelled));
    }

    /** What another model says to rows, scored; asked by the inference of the evaluation. */
    List<ScoredRow> ask(UnlearningDataset asked, OfficialInference other) {
        var scored = new ArrayList<ScoredRow>();
        progress.begin(name, asked.forget().size() + asked.retain().size());
        for (RowSet set : RowSet.values()) {
            List<Row> rowsOfSet = asked.rows(set);
            if (!rowsOfSet.isEmpty()) {
                other.infer(rowsOfSet, batch -> {
                    batch.forEach(row -> scored.add(ScoredRow.of(GeneratedRow.of(row.row(), set, row.output()))));
                    progress.advance(scored.size(), "");
                });
            }
        }
        progress.end();
        return scored;
    }
}
