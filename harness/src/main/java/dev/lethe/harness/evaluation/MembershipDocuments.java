package dev.lethe.harness.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The documents of the membership attack, sorted by id, as far as they are drawn together with the rows.
 *
 * @param matched members that are documents of the rows, by their place there
 * @param unmatched the other members
 * @param nonmembers documents that the model was not trained on
 */
record MembershipDocuments(
        TreeMap<Integer, DocumentLoss> matched, List<DocumentLoss> unmatched, List<DocumentLoss> nonmembers) {

    /** @param forgotten the rows' documents that members may be, sorted by key */
    static MembershipDocuments of(List<DocumentLoss> documents, TermDocuments forgotten) {
        List<DocumentLoss> sorted = documents.stream()
                .sorted(Comparator.comparing(DocumentLoss::id))
                .toList();
        TreeMap<Integer, DocumentLoss> matched = new TreeMap<>();
        List<DocumentLoss> unmatched = new ArrayList<>();
        List<DocumentLoss> nonmembers = new ArrayList<>();
        for (DocumentLoss document : sorted) {
            int place = Collections.binarySearch(forgotten.keys(), TermDocuments.key(document.id()));
            if (!document.member()) {
                nonmembers.add(document);
            } else if (place < 0 || matched.putIfAbsent(place, document) != null) {
                unmatched.add(document);
            }
        }
        return new MembershipDocuments(matched, unmatched, nonmembers);
    }

    /** Which documents these are, and as what. */
    List<List<String>> ids() {
        return List.of(
                matched.values().stream().map(DocumentLoss::id).toList(),
                unmatched.stream().map(DocumentLoss::id).toList(),
                nonmembers.stream().map(DocumentLoss::id).toList());
    }

    /** The AUC where each document counts some times; NaN without members or nonmembers. */
    double auc(int[] timesOfRows, int[] timesOfUnmatched, int[] timesOfNonmembers) {
        List<Double> members = repeated(unmatched, timesOfUnmatched);
        matched.forEach((place, document) -> add(members, document, timesOfRows[place]));
        return MembershipInference.score(array(members), array(repeated(nonmembers, timesOfNonmembers)))
                .map(MiaScore::auc)
                .orElse(Double.NaN);
    }

    private static List<Double> repeated(List<DocumentLoss> documents, int[] times) {
        List<Double> losses = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            add(losses, documents.get(i), times[i]);
        }
        return losses;
    }

    private static void add(List<Double> losses, DocumentLoss document, int times) {
        for (int i = 0; i < times; i++) {
            losses.add(document.nll());
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
