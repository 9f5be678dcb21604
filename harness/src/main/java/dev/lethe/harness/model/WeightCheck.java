package dev.lethe.harness.model;

import dev.lethe.data.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares what a checkpoint holds with what its decoder needs. */
public final class WeightCheck {

    private static final Logger LOG = LoggerFactory.getLogger(WeightCheck.class);

    private WeightCheck() {}

    /**
     * Fails with one error that names every tensor that is missing, has another shape, is not floating-point, or belongs
     * to a block or the head without having a place in the decoder. Other extra tensors are logged.
     */
    public static void require(Path folder, SafetensorsFolder weights, WeightNames names) {
        List<String> problems = new ArrayList<>();
        Set<String> expected = new HashSet<>();
        for (WeightName weight : names.all()) {
            expected.add(weight.name());
            problem(weights, weight.name(), weight.shape()).ifPresent(problems::add);
        }
        for (String name : weights.names()) {
            if (!expected.contains(name) && !names.isIgnored(name)) {
                if (names.isInside(name)) {
                    problems.add(name + " has no place in a decoder with these options");
                } else {
                    LOG.warn("{}: unknown tensor {} is ignored", folder, name);
                }
            }
        }
        if (!problems.isEmpty()) {
            throw UserException.checkpoint(folder + ": weights and " + DecoderConfig.FILE_NAME + " do not agree: "
                    + String.join("; ", problems) + "; copy both from one source");
        }
    }

    /** What is wrong with one tensor that has to be there; empty if nothing is. */
    static Optional<String> problem(SafetensorsFolder weights, String name, List<Long> shape) {
        Optional<TensorInfo> found = weights.find(name);
        if (found.isEmpty()) {
            return Optional.of(name + " is missing, expected " + shape);
        }
        if (!found.get().shape().equals(shape)) {
            return Optional.of(name + " is " + found.get().shape() + ", expected " + shape);
        }
        return found.get().type().isFloating()
                ? Optional.empty()
                : Optional.of(name + " is " + found.get().type() + ", expected floating-point numbers");
    }
}
