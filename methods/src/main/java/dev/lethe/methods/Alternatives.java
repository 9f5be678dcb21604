package dev.lethe.methods;

import dev.lethe.data.Row;
import dev.lethe.harness.generation.Sampling;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Other answers to the forget prompts that the model draws when it is asked for some. Blank ones and the true answer itself
 * are left out; the answer of a retain row stands in where none is left.
 *
 * @param count how many are drawn for each row
 * @param maxNewTokens length of each, at most
 * @param temperature at which they are drawn
 */
record Alternatives(int count, int maxNewTokens, double temperature) {

    /** The prompts with their alternatives, at least one each. */
    Map<TokenizedExample, List<TokenizedExample>> of(Unlearning run, List<TokenizedExample> forget) {
        List<String> questions = forget.stream()
                .map(run::row)
                .flatMap(row -> Collections.nCopies(count, AlternativePrompt.of(row.input(), row.output())).stream())
                .toList();
        List<String> replies =
                run.continuations(questions, maxNewTokens, new Sampling(temperature, run.random("alternatives")));
        var standIns = new RetainAnswers(run);
        var alternatives = new HashMap<TokenizedExample, List<TokenizedExample>>();
        for (int i = 0; i < forget.size(); i++) {
            Row row = run.row(forget.get(i));
            var answers = new ArrayList<>(replies.subList(i * count, (i + 1) * count).stream()
                    .map(AlternativePrompt::answerIn)
                    .filter(answer -> !answer.isBlank()
                            && !answer.equalsIgnoreCase(row.output().strip()))
                    .toList());
            if (answers.isEmpty()) {
                answers.add(standIns.drawFor(row));
            }
            TokenizedExample prompt = forget.get(i);
            alternatives.put(
                    prompt,
                    answers.stream()
                            .map(answer -> run.answered(prompt, answer, EosPolicy.APPEND))
                            .toList());
        }
        return alternatives;
    }
}
