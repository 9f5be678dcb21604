package dev.lethe.harness.evaluation;

/**
 * How little of a text has to be given for a model to recite the rest: {@code 1 - k / n}, where n is the number of tokens
 * of the text and k the smallest number of first ones after which the greedy continuation is the rest exactly. In [0, 1];
 * 1: nothing has to be given, 0: not even the last token follows from all others. Higher means more remembered, which is
 * worse for what was to be forgotten.
 *
 * <p>Each token is looked at with all true tokens before it given (teacher forcing): a greedy continuation is the rest
 * exactly if and only if each of its tokens is then the likeliest one.
 *
 * <p>Source: the notion of extraction is that of Carlini et al., "Extracting Training Data from Large Language Models",
 * arXiv 2012.07805; the measure is {@code extraction_strength} of locuslab/open-unlearning. Differs from the latter: where
 * the last token does not follow either, the value is 0, not 1 / n, and a text without tokens has no value instead of 0.
 */
public final class ExtractionStrength {

    private ExtractionStrength() {}

    /**
     * The strength for one text; NaN where it has no token.
     *
     * @param chosen for each token, whether the model would have chosen it, given those before it
     */
    public static double of(boolean[] chosen) {
        int given = chosen.length;
        while (given > 0 && chosen[given - 1]) {
            given--;
        }
        return 1 - (double) given / chosen.length;
    }
}
