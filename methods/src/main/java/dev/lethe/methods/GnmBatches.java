package dev.lethe.methods;

import dev.lethe.data.UserException;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The batches of a GNM run. Each list of rows is thinned once; forget and retain rows go by in file order, and start anew
 * together when the shorter list ends. Negatives go by once over the whole run, so that it passes from level to level.
 */
final class GnmBatches {

    /** Parity: the first token that the source's random mismatch scores. */
    private static final int FIRST_SCORED = 3;

    private final GnmParameters p;
    private final Set<Role> roles;
    private final Unlearning run;
    private final Random keep;

    GnmBatches(Unlearning run, GnmParameters p) {
        this.p = p;
        this.roles = p.roles();
        this.run = run;
        this.keep = run.random("kept rows");
    }

    /** All batches of the run; none where rows are missing. */
    List<Batch> all() {
        List<TokenizedExample> given = run.forget(EosPolicy.APPEND);
        List<List<TokenizedExample>> forget = cut(given);
        requireRetain(given);
        List<TokenizedExample> kept = p.needsRetain() ? kept(run.retain(EosPolicy.APPEND)) : List.of();
        List<List<TokenizedExample>> retain = BatchSource.cut(kept, p.batchSize());
        List<List<TokenizedExample>> negatives =
                roles.contains(Role.ALTERNATIVE) ? cut(p.negatives().of(run, given)) : List.of();
        int pass = roles.contains(Role.RETAIN) ? Math.min(forget.size(), retain.size()) : forget.size();
        var batches = new ArrayList<Batch>();
        if (pass == 0) {
            return batches;
        }
        Random mismatch = run.random("mismatch");
        for (int step = 0; step < p.steps(); step++) {
            var parts = new TreeMap<Role, List<TokenizedExample>>();
            for (Role role : roles) {
                parts.put(
                        role,
                        switch (role) {
                            case FORGET -> forget.get(step % pass);
                            case RETAIN -> retain.get(step % pass);
                            case MISMATCHED -> mismatched(forget.get(step % pass), kept, mismatch);
                            case ALTERNATIVE -> negatives.get((int) ((long) step * negatives.size() / p.steps()));
                        });
            }
            batches.addAll(p.alternate() ? split(parts) : List.of(new Batch(parts, 0)));
        }
        return batches;
    }

    private void requireRetain(List<TokenizedExample> forget) {
        if (p.needsRetain() && !forget.isEmpty() && run.retain(EosPolicy.APPEND).isEmpty()) {
            throw UserException.data(
                    "the retain set is empty; gnm needs retain rows unless gd, klr, rm and gnm are off");
        }
    }

    private List<List<TokenizedExample>> cut(List<TokenizedExample> rows) {
        return BatchSource.cut(kept(rows), p.batchSize());
    }

    /** All rows where chance leaves none. */
    private List<TokenizedExample> kept(List<TokenizedExample> rows) {
        List<TokenizedExample> kept = rows.stream()
                .filter(row -> keep.nextDouble() < p.keepProbability())
                .toList();
        return kept.isEmpty() ? rows : kept;
    }

    /** The prompts with the same few answers each, drawn without replacement. */
    private List<TokenizedExample> mismatched(
            List<TokenizedExample> prompts, List<TokenizedExample> retain, Random random) {
        var shuffled = new ArrayList<>(retain);
        Collections.shuffle(shuffled, random);
        List<String> answers = shuffled.stream()
                .limit(p.mismatches())
                .map(row -> run.row(row).output())
                .toList();
        return prompts.stream()
                .flatMap(row -> answers.stream().map(answer -> run.answered(row, answer, EosPolicy.APPEND)))
                .map(row -> p.rmScoresPrompt()
                        ? new TokenizedExample(row.id(), row.ids(), Math.min(FIRST_SCORED, row.answerStart()))
                        : row)
                .toList();
    }

    /** One batch of all but retain rows, then one of retain rows; only those that have rows. */
    private static List<Batch> split(Map<Role, List<TokenizedExample>> parts) {
        var first = new TreeMap<>(parts);
        List<TokenizedExample> retain = first.remove(Role.RETAIN);
        var batches = new ArrayList<Batch>();
        if (!first.isEmpty()) {
            batches.add(new Batch(first, 0));
        }
        if (retain != null) {
            batches.add(Batch.ofRetain(retain));
        }
        return batches;
    }
}
