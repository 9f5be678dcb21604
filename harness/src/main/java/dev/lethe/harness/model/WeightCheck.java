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
            Optional<TensorInfo> found = weights.find(weight.name());
            if (found.isEmpty()) {
                problems.add(weight.name() + " is missing, expected " + weight.shape());
            } else if (!found.get().shape().equals(weight.shape())) {
                problems.add(weight.name() + " is " + found.get().shape() + ", expected " + weight.shape());
            } else if (!found.get().type().isFloating()) {
                problems.add(weight.name() + " is " + found.get().type() + ", expected floating-point numbers");
            }
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
}
