package dev.lethe.harness.token;

import dev.lethe.data.Row;
import java.util.List;

/**
 * Rows as token ids.
 *
 * @param examples the rows that have something to score, in the order given
 * @param dropped the rows that have not, because the tokenizer merges prompt and answer or the answer is empty
 */
public record EncodedRows(List<TokenizedExample> examples, List<Row> dropped) {

    public EncodedRows {
        examples = List.copyOf(examples);
        dropped = List.copyOf(dropped);
    }
}
