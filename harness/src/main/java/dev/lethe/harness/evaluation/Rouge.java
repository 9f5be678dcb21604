package dev.lethe.harness.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ROUGE of a candidate against a reference, as google-research's {@code rouge_score} computes it with
 * {@code use_stemmer=True}: lower case, runs of anything but {@code a-z} and {@code 0-9} separate tokens, tokens of more
 * than three letters are stemmed.
 *
 * <p>Source: C.-Y. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004. Differs from the paper: ROUGE-L
 * takes each text as one sequence (no sentence union) and F weighs both sides alike.
 *
 * @param rouge1 common tokens, each counted as often as both texts have it
 * @param rougeL common tokens = length of the longest common subsequence
 */
public record Rouge(RougeScore rouge1, RougeScore rougeL) {

    private static final int LONGEST_UNSTEMMED = 3;

    /** Compares two texts; never null, also for empty texts. */
    public static Rouge of(String reference, String candidate) {
        List<String> expected = tokens(reference);
        List<String> found = tokens(candidate);
        return new Rouge(
                RougeScore.of(commonTokens(expected, found), expected.size(), found.size()),
                RougeScore.of(longestCommonSubsequence(expected, found), expected.size(), found.size()));
    }

    /** The stemmed tokens of a text. */
    static List<String> tokens(String text) {
        String lower = PythonText.lower(text);
        List<String> tokens = new ArrayList<>();
        int start = 0;
        for (int end = 0; end <= lower.length(); end++) {
            if (end == lower.length() || !isTokenLetter(lower.charAt(end))) {
                if (end > start) {
                    tokens.add(stemmed(lower.substring(start, end)));
                }
                start = end + 1;
            }
        }
        return tokens;
    }

    private static String stemmed(String token) {
        return token.length() > LONGEST_UNSTEMMED ? PorterStemmer.stem(token) : token;
    }

    private static boolean isTokenLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static int commonTokens(List<String> expected, List<String> found) {
        Map<String, Integer> left = new HashMap<>();
        expected.forEach(token -> left.merge(token, 1, Integer::sum));
        int common = 0;
        for (String token : found) {
            if (left.merge(token, -1, Integer::sum) >= 0) {
                common++;
            }
        }
        return common;
    }

    private static int longestCommonSubsequence(List<String> expected, List<String> found) {
        int[] previous = new int[found.size() + 1];
        for (String token : expected) {
            int[] current = new int[found.size() + 1];
            for (int j = 0; j < found.size(); j++) {
                boolean same = token.equals(found.get(j));
                current[j + 1] = same ? previous[j] + 1 : Math.max(previous[j + 1], current[j]);
            }
            previous = current;
        }
        return previous[found.size()];
    }
}
