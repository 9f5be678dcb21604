package dev.lethe.harness.record;

import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code steps.csv}: one optimizer update.
 *
 * @param step number of the update within the trial, from 1
 * @param phase name of the phase, for example {@code chunk 3}
 * @param losses loss terms by name, as they entered the objective
 * @param learningRate of this update
 * @param gradientNorm L2 norm before clipping; absent if not computed
 * @param seconds wall-clock seconds of this update
 */
public record StepRow(
        long step,
        String phase,
        SortedMap<String, Double> losses,
        double learningRate,
        @Nullable Double gradientNorm,
        double seconds) {

    public StepRow {
        losses = Finite.only(losses);
        gradientNorm = Finite.orAbsent(gradientNorm);
    }

    /** The loss terms as the file holds them: {@code forget=1.5;retain=0.25}. */
    String lossText() {
        return String.join(";", losses.entrySet().stream().map(StepRow::term).toList());
    }

    private static String term(Map.Entry<String, Double> loss) {
        return loss.getKey() + "=" + loss.getValue();
    }
}
