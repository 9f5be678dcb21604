package dev.lethe.harness.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts that begin with the same tokens.
 *
 * @param indices of the texts
 * @param prefix the tokens, fewer than any of the texts has; none: they share too little
 */
record PrefixGroup(List<Integer> indices, int[] prefix) {

    /** Least share of the tokens of a group's texts that are left out, for a pass and batches of its own. A guess. */
    private static final double LEAST_SAVING = 0.3;

    /**
     * Groups texts by topic where that saves much; the others come last, in one group without a prefix.
     *
     * @param texts tokens of each text
     * @param topics of each text
     */
    static List<PrefixGroup> of(List<int[]> texts, List<String> topics) {
        Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            byTopic.computeIfAbsent(topics.get(i), missing -> new ArrayList<>()).add(i);
        }
        var groups = new ArrayList<PrefixGroup>();
        var others = new ArrayList<Integer>();
        byTopic.values().forEach(indices -> {
            int[] prefix = common(texts, indices);
            long all = indices.stream().mapToLong(i -> texts.get(i).length).sum();
            if ((indices.size() - 1L) * prefix.length >= LEAST_SAVING * all) {
                groups.add(new PrefixGroup(indices, prefix));
            } else {
                others.addAll(indices);
            }
        });
        if (!others.isEmpty()) {
            groups.add(whole(others));
        }
        return groups;
    }

    /** Texts that share nothing. */
    static PrefixGroup whole(List<Integer> indices) {
        return new PrefixGroup(indices, new int[0]);
    }

    /** The first tokens that all have, without the last token of any: what follows is predicted from that. */
    private static int[] common(List<int[]> texts, List<Integer> indices) {
        int[] first = texts.get(indices.get(0));
        int length = first.length;
        for (int i : indices) {
            int[] text = texts.get(i);
            int mismatch = Arrays.mismatch(first, text);
            int same = mismatch < 0 ? text.length : mismatch;
            length = Math.min(length, Math.min(same, text.length - 1));
        }
        return Arrays.copyOf(first, Math.max(0, length));
    }
}
