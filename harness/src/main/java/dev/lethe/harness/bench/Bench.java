package dev.lethe.harness.bench;

import dev.lethe.harness.estimate.AvailableMemory;
import dev.lethe.harness.estimate.MemoryNeed;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.SyntheticDecoder;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.record.Memory;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.MatmulPeak;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Measures decoders of noise on a device, one operation after the other. */
public final class Bench {

    /** What leaves the weights of the model as they are. */
    private static final List<Operation> FROZEN = Stream.of(Operation.values())
            .filter(operation -> operation != Operation.TRAINING_STEP)
            .toList();

    /** Seconds of measuring the peak between two runs of an operation. */
    private static final double PEAK_SECONDS = 0.25;

    private final Compute compute;
    private final Precision precision;
    private final int samples;
    private final long seed;

    /**
     * @param samples runs of each operation that count, at least 1
     * @param seed of the noise
     */
    public Bench(Compute compute, Precision precision, int samples, long seed) {
        if (samples < 1) {
            throw new IllegalArgumentException("samples is " + samples + "; expected at least 1");
        }
        this.compute = compute;
        this.precision = precision;
        this.samples = samples;
        this.seed = seed;
    }

    /** Told what was measured, at once. */
    public interface Listener {
        void begin(BenchModel model);

        void measured(Measurement measurement);

        /** All of a model was measured. */
        void end(BenchReport.ModelResult result);
    }

    /** Measures models in their order; what would not fit into memory is skipped. */
    public BenchReport run(List<BenchModel> models, Listener listener) {
        boolean peaksAreApart = PeakMemory.reset();
        var results = new ArrayList<BenchReport.ModelResult>();
        for (BenchModel model : models) {
            listener.begin(model);
            BenchReport.ModelResult result =
                    BenchReport.ModelResult.of(model, measure(model, listener), compareDecoding(model));
            listener.end(result);
            results.add(result);
        }
        var environment = BenchReport.Environment.here(compute, precision, peaksAreApart);
        return new BenchReport(environment, precision.label(), results);
    }

    private List<Measurement> measure(BenchModel model, Listener listener) {
        var measurements = new ArrayList<Measurement>();
        Consumer<Measurement> both = measurement -> {
            measurements.add(measurement);
            listener.measured(measurement);
        };
        // Weights that are trained are float32, and so a decoder of their own, whatever the others are held in.
        measure(model, FROZEN, new Trainable.Nothing(), both);
        measure(model, List.of(Operation.TRAINING_STEP), new Trainable.Full(), both);
        return measurements;
    }

    private void measure(
            BenchModel model, List<Operation> operations, Trainable trainable, Consumer<Measurement> results) {
        Map<Operation, String> obstacles = obstacles(model, operations);
        if (obstacles.keySet().containsAll(operations)) {
            obstacles.forEach((operation, why) -> results.accept(Measurement.skipped(operation, model, why)));
            return;
        }
        compute.run(() -> {
            try (Decoder decoder = SyntheticDecoder.create(compute, model.config(), precision, trainable, seed)) {
                for (Operation operation : operations) {
                    String why = obstacles.get(operation);
                    if (why != null) {
                        results.accept(Measurement.skipped(operation, model, why));
                        continue;
                    }
                    PeakMemory.reset();
                    List<Sample> found = new Workbench(model, decoder, samples, seed, this::peak).samples(operation);
                    results.accept(Measurement.of(
                            operation, model, found, Memory.here().peakHostBytes()));
                }
            }
        });
    }

    /** Null for large models, which would take long, one row after the other. */
    private @Nullable DecodeComparison compareDecoding(BenchModel model) {
        if (model.isLarge()) {
            return null;
        }
        return compute.call(() -> {
            var nothing = new Trainable.Nothing();
            try (Decoder decoder = SyntheticDecoder.create(compute, model.config(), precision, nothing, seed)) {
                return DecodeComparison.measure(decoder, seed);
            }
        });
    }

    private double peak() {
        return MatmulPeak.measure(compute, precision.compute(), PEAK_SECONDS).flopsPerSecond();
    }

    /** Why operations do not fit into the memory of this machine; nothing is known of an accelerator's. */
    private Map<Operation, String> obstacles(BenchModel model, List<Operation> operations) {
        var obstacles = new EnumMap<Operation, String>(Operation.class);
        Optional<AvailableMemory> available = compute.device().isGpu() ? Optional.empty() : AvailableMemory.here();
        for (Operation operation : operations) {
            long need = MemoryNeed.of(operation.workload(model, precision)).peak();
            available
                    .filter(memory -> memory.bytes() < need)
                    .ifPresent(memory -> obstacles.put(
                            operation,
                            String.format(
                                    Locale.ROOT,
                                    "needs about %.1f GB of memory; %.1f GB are %s",
                                    need / 1e9,
                                    memory.bytes() / 1e9,
                                    memory.source())));
        }
        return obstacles;
    }
}
