package dev.lethe.harness.token;

import dev.lethe.data.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows as training text: prompt, one space, answer. The first k tokens are masked, where k is the token count of the
 * prompt alone; the space joins the first token of the answer. Where the tokenizer starts every text with a token of its
 * own (BOS), so does this text, and that token is masked too.
 */
public final class ExampleEncoder {

    private static final Logger LOG = LoggerFactory.getLogger(ExampleEncoder.class);

    private final Tokenizer tokenizer;
    private final EosPolicy eosPolicy;
    private final int eosTokenId;

    /**
     * @param eosTokenId the token that {@link EosPolicy#APPEND} appends
     */
    public ExampleEncoder(Tokenizer tokenizer, EosPolicy eosPolicy, int eosTokenId) {
        this.tokenizer = tokenizer;
        this.eosPolicy = eosPolicy;
        this.eosTokenId = eosTokenId;
    }

    /** Encodes rows; those without anything to score are left out, counted and logged. */
    public EncodedRows encode(List<Row> rows) {
        List<TokenizedExample> examples = new ArrayList<>();
        List<Row> dropped = new ArrayList<>();
        for (Row row : rows) {
            TokenizedExample example = encode(row);
            if (example.labelCount() > 0) {
                examples.add(example);
            } else {
                dropped.add(row);
            }
        }
        if (!dropped.isEmpty()) {
            LOG.warn(
                    "{} of {} rows have no token to score and are dropped: {}",
                    dropped.size(),
                    rows.size(),
                    dropped.stream().map(Row::id).toList());
        }
        return new EncodedRows(examples, dropped);
    }

    /** Encodes one row, even if it has nothing to score. */
    public TokenizedExample encode(Row row) {
        int[] prefix = tokenizer.prefixIds();
        int[] text = tokenizer.encode(row.text());
        int end = prefix.length + text.length;
        int[] ids =
                switch (eosPolicy) {
                    case APPEND -> Arrays.copyOf(prefix, end + 1);
                    case OMIT -> Arrays.copyOf(prefix, end);
                };
        System.arraycopy(text, 0, ids, prefix.length, text.length);
        Arrays.fill(ids, end, ids.length, eosTokenId);
        int answerStart = prefix.length + tokenizer.encode(row.input()).length;
        return new TokenizedExample(row.id(), ids, Math.min(answerStart, end));
    }
}
