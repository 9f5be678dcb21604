package dev.lethe.leaderboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows of an analysis; public for FreeMarker alone.
 *
 * @param low lower end of the final score's interval, absent where there is none
 * @param high upper end of it
 * @param signs the signs that the model collapsed, whole sentences; none where it did not
 */
public record AnalysisView(@Nullable Double low, @Nullable Double high, List<String> signs) {

    static AnalysisView of(JsonNode analysis) {
        JsonNode interval = analysis.path("intervals").path("final");
        var signs = new ArrayList<String>();
        analysis.path("collapse").path("reasons").forEach(reason -> signs.add(reason.asText()));
        boolean known = interval.path("low").isNumber() && interval.path("high").isNumber();
        return new AnalysisView(
                known ? interval.get("low").doubleValue() : null,
                known ? interval.get("high").doubleValue() : null,
                List.copyOf(signs));
    }
}
