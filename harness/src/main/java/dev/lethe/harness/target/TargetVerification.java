package dev.lethe.harness.target;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.MembershipSet;
import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.MultipleChoiceSet;
import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.harness.evaluation.GeneratedRow;
import dev.lethe.harness.evaluation.MembershipInference;
import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.ScoredRow;
import dev.lethe.harness.generation.MultipleChoiceInference;
import dev.lethe.harness.generation.OfficialInference;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.token.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Measures a target with the inference and the scores of the evaluation itself. */
final class TargetVerification {

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final BooleanSupplier cancelled;

    TargetVerification(Decoder decoder, Tokenizer tokenizer, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.tokenizer = tokenizer;
        this.cancelled = cancelled;
    }

    TargetQuality measure(BenchmarkData data) {
        return decoder.compute().call(() -> {
            var inference = new OfficialInference(decoder, tokenizer, cancelled);
            SortedMap<String, Double> means = new TreeMap<>();
            for (RowSet set : RowSet.values()) {
                var scored = new ArrayList<ScoredRow>();
                inference.infer(
                        data.rows().rows(set),
                        rows -> rows.forEach(
                                row -> scored.add(ScoredRow.of(GeneratedRow.of(row.row(), set, row.output())))));
                mean(scored.stream().map(ScoredRow::regurgitation).toList())
                        .ifPresent(mean -> means.put(set.label() + " " + Probe.SENTENCE_COMPLETION.score(), mean));
                mean(scored.stream().map(ScoredRow::knowledge).toList())
                        .ifPresent(mean -> means.put(set.label() + " " + Probe.QUESTION_ANSWER.score(), mean));
            }
            return new TargetQuality(means, auc(inference, data.membership()), accuracy(data.multipleChoice()));
        });
    }

    private static OptionalDouble mean(List<@Nullable Double> values) {
        return values.stream()
                .filter(value -> value != null)
                .mapToDouble(Double::doubleValue)
                .average();
    }

    private static OptionalDouble auc(OfficialInference inference, @Nullable MembershipSet documents) {
        if (documents == null) {
            return OptionalDouble.empty();
        }
        return MembershipInference.score(
                        inference.documentNlls(documents.members()), inference.documentNlls(documents.nonmembers()))
                .map(MiaScore::auc)
                .map(OptionalDouble::of)
                .orElseGet(OptionalDouble::empty);
    }

    private OptionalDouble accuracy(@Nullable MultipleChoiceSet questions) {
        if (questions == null) {
            return OptionalDouble.empty();
        }
        List<MultipleChoiceQuestion> test = questions.test();
        double[][] likelihoods = new MultipleChoiceInference(decoder, tokenizer, cancelled)
                .logLikelihoods(
                        test.stream()
                                .map(question -> TargetTexts.FORM.prompt(question, questions.dev()))
                                .toList(),
                        TargetTexts.FORM.continuations());
        long right = 0;
        for (int i = 0; i < likelihoods.length; i++) {
            right += TargetTexts.FORM.choice(likelihoods[i]) == test.get(i).answer() ? 1 : 0;
        }
        return OptionalDouble.of((double) right / test.size());
    }
}
