package dev.lethe.methods;

import dev.lethe.data.Row;
import dev.lethe.data.UserException;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import java.util.List;
import java.util.Random;

/** Answers of retain rows in place of an answer that the model did not give: of the same task and probe where there are any. */
final class RetainAnswers {

    private final List<Row> retain;
    private final Random random;

    RetainAnswers(Unlearning run) {
        this.retain = run.retain(EosPolicy.APPEND).stream().map(run::row).toList();
        this.random = run.random("answers of retain rows");
    }

    /** An answer drawn for a forget row. */
    String drawFor(Row row) {
        if (retain.isEmpty()) {
            throw UserException.data("the retain set is empty; its answers stand in where the model gives none");
        }
        List<Row> alike = retain.stream()
                .filter(other -> other.task() == row.task() && other.probe() == row.probe())
                .toList();
        List<Row> candidates = alike.isEmpty() ? retain : alike;
        return candidates.get(random.nextInt(candidates.size())).output();
    }
}
