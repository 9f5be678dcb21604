package dev.lethe.harness.training;

import dev.lethe.data.UserException;
import dev.lethe.harness.token.TokenizedExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Which batches each epoch sees. The number of batches is the same in every epoch. */
@FunctionalInterface
public interface BatchSource {

    /** The batches of one epoch (from 0), in order. Called once an epoch, in the order of the epochs. */
    List<Batch> epoch(int epoch);

    /** The same batches, each changed anew in every epoch. */
    default BatchSource map(UnaryOperator<Batch> change) {
        return epoch -> epoch(epoch).stream().map(change).toList();
    }

    /** The same batches in the same order, every epoch. */
    static BatchSource inOrder(List<Batch> batches) {
        List<Batch> fixed = List.copyOf(batches);
        return epoch -> fixed;
    }

    /** Rows in a new order every epoch, cut into batches; the last one may be short. */
    static BatchSource shuffled(
            List<TokenizedExample> rows, int batchSize, Random random, Function<List<TokenizedExample>, Batch> batch) {
        return epoch ->
                cut(permuted(rows, random), batchSize).stream().map(batch).toList();
    }

    /** Forget rows in a new order every epoch, each with a retain row drawn anew: batches of up to {@code size} pairs. */
    static BatchSource pairs(List<TokenizedExample> forget, List<TokenizedExample> retain, int size, Random random) {
        if (retain.isEmpty() && !forget.isEmpty()) {
            throw UserException.data("the retain set is empty; each forget row is paired with a retain row");
        }
        return epoch -> cut(permuted(forget, random), size).stream()
                .map(rows -> new Batch(
                        rows,
                        rows.stream()
                                .map(row -> retain.get(random.nextInt(retain.size())))
                                .toList()))
                .toList();
    }

    /** Forget rows in a new order every epoch, each with the retain row of its own number, which wraps around. */
    static BatchSource partners(List<TokenizedExample> forget, List<TokenizedExample> retain, int size, Random random) {
        List<Integer> numbers = IntStream.range(0, forget.size()).boxed().toList();
        return epoch -> cut(permuted(numbers, random), size).stream()
                .map(part -> new Batch(
                        part.stream().map(forget::get).toList(),
                        part.stream().map(i -> retain.get(i % retain.size())).toList()))
                .toList();
    }

    /** Cuts rows into consecutive lists of {@code size}; the last one may be short. */
    static <T> List<List<T>> cut(List<T> rows, int size) {
        var parts = new ArrayList<List<T>>();
        for (int from = 0; from < rows.size(); from += size) {
            parts.add(rows.subList(from, Math.min(rows.size(), from + size)));
        }
        return parts;
    }

    private static <T> List<T> permuted(List<T> rows, Random random) {
        var permuted = new ArrayList<>(rows);
        Collections.shuffle(permuted, random);
        return permuted;
    }
}
