package dev.lethe.methods;

import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Our own ways of saying "I don't know", one a line in {@code refusals.txt}. */
final class Refusals {

    private static final String FILE = "refusals.txt";

    private Refusals() {}

    static List<String> all() {
        try (var in = new BufferedReader(
                new InputStreamReader(Refusals.class.getResourceAsStream(FILE), StandardCharsets.UTF_8))) {
            return in.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds to a batch the prompts of its forget rows with a refusal as answer, drawn anew each time. */
    static UnaryOperator<Batch> drawnFor(Unlearning run) {
        List<String> refusals = all();
        Random random = run.random("refusal draw");
        return batch -> batch.with(
                Role.ALTERNATIVE,
                batch.forget().stream()
                        .map(row -> run.answered(row, refusals.get(random.nextInt(refusals.size())), EosPolicy.APPEND))
                        .toList());
    }
}
