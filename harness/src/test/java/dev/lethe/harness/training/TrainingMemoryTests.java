package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A step leaves nothing behind: no array with the device's manager, no memory with the process. */
class TrainingMemoryTests {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingMemoryTests.class);
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int WARM_UP = 100;
    private static final int STEPS = 1_000;
    private static final int COLLECT_EVERY = 20;
    private static final double SHARE = 0.05;

    private final Compute compute = Compute.best();
    private int arrays;
    private long residentKilobytes;

    @Test
    void staysFlatOverAThousandSteps() {
        // Ten steps an epoch, of four pairs.
        var pairs = BatchSource.pairs(TinyDecoder.rows(40, 1), TinyDecoder.rows(40, 2), 4, new Random(1));
        Objective objective = batch -> batch.retain()
                .nll()
                .tokenMean()
                .sub(batch.forget().nll().sequenceMean().mean().mul(0.1));
        TrainingMonitor monitor = new TrainingMonitor() {
            @Override
            public void step(StepReport report, long done, long total) {
                assertThat(total).isEqualTo(STEPS);
                if (done % COLLECT_EVERY == 0) {
                    // How lazily the JVM collects is not the question; what a step keeps is. The JVM gives memory back
                    // some time after it collected, so the first collection is well before the first look.
                    System.gc();
                }
                if (done == WARM_UP) {
                    arrays = managedArrays();
                    residentKilobytes = residentKilobytes();
                } else if (done == STEPS) {
                    check();
                }
            }
        };
        Decoder decoder = TinyDecoder.random(compute, 1);
        compute.run(() -> {
            try (var model = new TrainedModel(decoder, new Trainable.Full(), 1)) {
                new Trainer(model, monitor, () -> false).train(Phase.of("flat", pairs, STEPS / 10, 1e-3, objective));
            }
            decoder.close();
        });
        assertThat(managedArrays()).as("arrays after the decoder is closed").isZero();
        compute.close();
    }

    private void check() {
        int arraysAfter = managedArrays();
        long residentAfter = residentKilobytes();
        LOG.info(
                "after {} and {} steps: {} and {} managed arrays, {} and {} kB resident",
                WARM_UP,
                STEPS,
                arrays,
                arraysAfter,
                residentKilobytes,
                residentAfter);
        assertThat(arraysAfter).isPositive().isEqualTo(arrays);
        assertThat((double) residentAfter).isLessThanOrEqualTo(residentKilobytes * (1 + SHARE));
    }

    private int managedArrays() {
        return compute.manager().getManagedArrays().size();
    }

    /** Resident memory of this process; 0 where the system does not say. */
    private static long residentKilobytes() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
