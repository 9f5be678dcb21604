package dev.lethe.methods;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.harness.token.TokenizedExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows as the oracles give them: padded ids, a mask, labels of -100 where nothing is scored. */
final class OracleRows {

    private OracleRows() {}

    /** A row of which only the labels are known; the tokens before them matter only in number. */
    static TokenizedExample ofLabels(int[] labels) {
        int[] ids = Arrays.stream(labels)
                .limit(end(labels))
                .map(label -> Math.max(0, label))
                .toArray();
        return row(ids, labels);
    }

    /** Where a row ends: after its last label; without one it is a prompt of full length. */
    private static int end(int[] labels) {
        return IntStream.iterate(labels.length, end -> end > 0, end -> end - 1)
                .filter(end -> labels[end - 1] >= 0)
                .findFirst()
                .orElse(labels.length);
    }

    /** The rows of a batch. */
    static List<TokenizedExample> of(JsonNode batch) {
        var rows = new ArrayList<TokenizedExample>();
        for (int b = 0; b < batch.get("input_ids").size(); b++) {
            int length = Arrays.stream(
                            LossOracles.ints(batch.get("attention_mask").get(b)))
                    .sum();
            int[] ids = LossOracles.ints(batch.get("input_ids").get(b));
            rows.add(row(
                    Arrays.copyOf(ids, length),
                    LossOracles.ints(batch.get("labels").get(b))));
        }
        return rows;
    }

    private static TokenizedExample row(int[] ids, int[] labels) {
        int start = IntStream.range(0, ids.length)
                .filter(t -> labels[t] >= 0)
                .findFirst()
                .orElse(ids.length);
        for (int t = 0; t < labels.length; t++) {
            int expected = t >= start && t < ids.length ? ids[t] : -100;
            if (labels[t] != expected) {
                throw new AssertionError("labels " + Arrays.toString(labels) + " are not the end of a row");
            }
        }
        return new TokenizedExample("oracle", ids, start);
    }
}
