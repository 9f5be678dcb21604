package dev.lethe.harness.spi;

import java.util.Optional;
import java.util.Set;

/**
 * An unlearning algorithm: a function from a run context to changed weights. Found by {@link java.util.ServiceLoader}
 * through {@link MethodCatalog}, so that a jar of one's own can add one. Implementations hold no state.
 *
 * @param <P> the parameters: a record whose compact constructor validates them. Values per model size stand in the
 *     resource {@code parameters.json} beside the class, each with its source
 */
public interface UnlearningMethod<P extends Record> {

    /** The id by which {@code -Dmethods=} names it: lower case, digits and hyphens. */
    String id();

    /** One line that says what it does. */
    String summary();

    /** Where it comes from: paper, repository. */
    String source();

    /** The type of its parameters. */
    Class<P> parameters();

    /** What it needs beside the forget rows and the trainable model. Undeclared use fails the trial. */
    Set<Capability> needs();

    /**
     * What a run will train on, roughly. Empty: {@code epochs} passes over the forget rows in batches of
     * {@code batchSize}, each row with a retain row where the method needs them, as the parameters of these names say.
     */
    default Optional<PlannedTraining> planned(P parameters, int forgetRows, int retainRows) {
        return Optional.empty();
    }

    /** Changes the weights of {@code run}'s model. */
    void unlearn(Unlearning run, P parameters);
}
