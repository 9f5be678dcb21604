package dev.lethe.harness.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.RowSet;
import dev.lethe.harness.evaluation.Metric;
import dev.lethe.harness.record.ProbeName;
import dev.lethe.harness.record.ProbeResult;
import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What probes found is reported by probe, set and measure. */
class ReportedValuesTests {

    @Test
    void probesAreReportedWithWhatWasThereBefore() {
        RunRecord record = RunRecord.running(
                        "n", null, "tiny", "sugd", 1, Map.of(), Provenance.here(null, null, null, "1", null, null))
                .probed(new ProbeResult(
                        ProbeName.INT4,
                        new TreeMap<>(),
                        List.of(new ProbeResult.Value(RowSet.FORGET, Metric.KNOWLEDGE, 0.25, 0.5, 4)),
                        1,
                        null))
                .probed(new ProbeResult(
                        ProbeName.EXTRACTION,
                        new TreeMap<>(),
                        List.of(new ProbeResult.Value(RowSet.RETAIN, Metric.EXTRACTION_STRENGTH, null, 0.75, 4)),
                        1,
                        null));

        assertThat(ReportedValues.of(record))
                .containsExactly(
                        Map.entry("int4.forget.knowledge.before", "0.25"),
                        Map.entry("int4.forget.knowledge", "0.5"),
                        Map.entry("extraction.retain.extractionStrength", "0.75"));
    }
}
