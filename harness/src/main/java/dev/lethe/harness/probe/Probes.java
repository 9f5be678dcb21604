package dev.lethe.harness.probe;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.Selection;
import dev.lethe.data.UnlearningDataset;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.config.ProbeSettings;
import dev.lethe.harness.record.ProbeName;
import dev.lethe.harness.record.ProbeResult;
import java.util.List;
import java.util.TreeMap;

/**
 * The probes that were asked for.
 *
 * @param settings which, and on how much
 * @param size of the model
 */
public record Probes(ProbeSettings settings, ModelSize size) {

    /** What is not among the results of earlier runs, with the same parameters. */
    public List<ProbeName> due(List<ProbeResult> known) {
        return settings.names().stream()
                .filter(name -> known.stream().noneMatch(result -> result.isOf(name, parameters(name))))
                .toList();
    }

    /** The rows that probes look at. */
    public UnlearningDataset sample(BenchmarkData data) {
        return Selection.limit(data, settings.documents()).rows();
    }

    /** Looks at a model through one probe. */
    public ProbeResult run(ProbeName name, ProbedModel model) {
        long start = System.nanoTime();
        DurabilityProbe probe = probe(name);
        List<ProbeResult.Value> values =
                model.decoder().compute().call(() -> probe.look(model.named(model.name() + ": probe " + name.label())));
        return new ProbeResult(
                name,
                parameters(name),
                values,
                (System.nanoTime() - start) / 1e9,
                values.isEmpty() ? probe.obstacle() : null);
    }

    private TreeMap<String, Object> parameters(ProbeName name) {
        var parameters = new TreeMap<String, Object>(probe(name).parameters());
        parameters.put("documents", (long) settings.documents());
        return parameters;
    }

    private DurabilityProbe probe(ProbeName name) {
        return switch (name) {
            case RELEARNING -> Relearning.of(settings.relearningSteps(), size);
            case INT8 -> Quantized.int8();
            case INT4 -> Quantized.int4();
            case PARAPHRASE -> new Reworded();
            case PREFIX -> Prefixed.withInstruction();
            case EXTRACTION -> new Extraction();
        };
    }
}
