package dev.lethe.harness.evaluation;

/**
 * An overlap of two texts; all in [0, 1], higher means more alike, and all 0 where a text has no token.
 *
 * @param precision common tokens / tokens of the candidate
 * @param recall common tokens / tokens of the reference
 * @param f harmonic mean of the two
 */
public record RougeScore(double precision, double recall, double f) {

    static RougeScore of(int common, int referenceTokens, int candidateTokens) {
        if (common == 0) {
            return new RougeScore(0, 0, 0);
        }
        double precision = (double) common / candidateTokens;
        double recall = (double) common / referenceTokens;
        return new RougeScore(precision, recall, 2 * precision * recall / (precision + recall));
    }
}
