package dev.lethe.methods;

import dev.lethe.data.Row;
import dev.lethe.data.Task;
import dev.lethe.harness.generation.Sampling;
import dev.lethe.harness.token.TokenizedExample;
import java.util.List;

/** Texts of runs without a tokenizer, and what their models go on with: made up, and decided by all that is given. */
final class FakeTexts {

    private FakeTexts() {}

    /** A question about the example. */
    static Row row(TokenizedExample example) {
        return new Row(example.id() + "qa0", "What is " + example.id(), "The secret of " + example.id(), Task.TASK2);
    }

    /** A few words each, one in four of them blank. */
    static List<String> continuations(List<String> prompts, int maxNewTokens, Sampling sampling) {
        return prompts.stream()
                .map(prompt -> {
                    int draw = sampling.temperature() > 0 ? sampling.random().nextInt(100) : 0;
                    int text = prompt.hashCode() + 31 * draw;
                    return Math.floorMod(text, 4) == 0
                            ? " "
                            : "other " + text + " " + maxNewTokens + " " + sampling.temperature();
                })
                .toList();
    }
}
