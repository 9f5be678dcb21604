package dev.lethe.harness.evaluation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The final scores of one result when its documents are drawn anew, as {@link Intervals} draws them. Results of the same
 * rows are drawn alike, so that two that were stored give the paired interval of their difference without any row.
 *
 * @param version the version of drawing and storing, {@link #VERSION}
 * @param rows digest of the seed and of the ids of all rows, documents and questions: equal for results drawn alike
 * @param value the final score itself, in [0, 1]
 * @param drawn the final score of each draw in its order, NaN where it has none: float32, big-endian, as Base64
 */
public record FinalDraws(int version, String rows, double value, String drawn) {

    /** The version that this class makes and compares. What changes a draw raises it. */
    public static final int VERSION = 1;

    public FinalDraws {
        if (rows == null || drawn == null || scores(drawn).capacity() != Intervals.DRAWS * Float.BYTES) {
            throw new IllegalArgumentException("rows are missing, or not " + Intervals.DRAWS + " scores were drawn");
        }
    }

    /** The draws of a result; empty where it has no final score. */
    public static Optional<FinalDraws> of(ResultRows result, long seed) {
        ResampledScores scores = ResampledScores.of(result);
        int last = scores.names().indexOf(Metric.FINAL.metricName());
        double value = scores.scores(scores.once())[last];
        if (!Double.isFinite(value)) {
            return Optional.empty();
        }
        ByteBuffer drawn = ByteBuffer.allocate(Intervals.DRAWS * Float.BYTES);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < Intervals.DRAWS; i++) {
            drawn.putFloat((float) scores.scores(scores.drawn(random))[last]);
        }
        return Optional.of(new FinalDraws(
                VERSION, digest(result, seed), value, Base64.getEncoder().encodeToString(drawn.array())));
    }

    /** Whether both were drawn alike, from the same rows. */
    boolean isPairedWith(FinalDraws other) {
        return version == VERSION && other.version == VERSION && rows.equals(other.rows);
    }

    /** The 95 % interval of this score less the other's; empty where they are not paired. */
    Optional<Interval> minus(FinalDraws other) {
        if (!isPairedWith(other)) {
            return Optional.empty();
        }
        ByteBuffer left = scores(drawn);
        ByteBuffer right = scores(other.drawn);
        double[] differences = new double[Intervals.DRAWS];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = (double) left.getFloat() - right.getFloat();
        }
        return Intervals.interval(value - other.value, differences);
    }

    private static ByteBuffer scores(String drawn) {
        return ByteBuffer.wrap(Base64.getDecoder().decode(drawn));
    }

    private static String digest(ResultRows result, long seed) {
        List<String> ids = new ArrayList<>();
        result.rows().stream()
                .map(row -> List.of(row.set().label(), String.valueOf(row.task()), row.id()))
                .map(List::toString)
                .sorted()
                .forEach(ids::add);
        result.documents().stream()
                .sorted(Comparator.comparing(DocumentLoss::id))
                .forEach(document -> ids.add(document.member() + " " + document.id()));
        result.questions().forEach(question -> ids.add(question.subject() + " " + question.answer()));
        try {
            byte[] text = (seed + "\n" + String.join("\n", ids)).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
