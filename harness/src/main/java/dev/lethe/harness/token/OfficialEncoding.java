package dev.lethe.harness.token;

import dev.lethe.data.Document;
import dev.lethe.data.Row;

/** The token sequences that the organisers' inference scores, with the special tokens that the tokenizer itself adds. */
public final class OfficialEncoding {

    private final Tokenizer tokenizer;

    public OfficialEncoding(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** The prompt of a generation: the input alone. */
    public int[] prompt(Row row) {
        return tokenizer.encodeWithSpecialTokens(row.input());
    }

    /**
     * What the {@code nll} column is computed on: input and output joined without a space, the tokens of the input alone
     * masked. It may have nothing to score; the column is then not a number.
     */
    public TokenizedExample nll(Row row) {
        int[] ids = tokenizer.encodeWithSpecialTokens(row.input() + row.output());
        return new TokenizedExample(row.id(), ids, Math.min(prompt(row).length, ids.length));
    }

    /** A document of the membership attack: all its tokens are scored but the first. */
    public TokenizedExample document(Document document) {
        return new TokenizedExample(document.id(), tokenizer.encodeWithSpecialTokens(document.text()), 0);
    }
}
