package dev.lethe.harness.spi;

import java.util.Set;

/**
 * An unlearning algorithm: a function from a run context to changed weights. Found by {@link java.util.ServiceLoader}
 * through {@link MethodCatalog}, so that a jar of one's own can add one. Implementations hold no state.
 *
 * @param <P> the parameters: a record whose compact constructor validates them, and whose components carry their
 *     {@link Meaning}. Values per model size stand in the resource {@code parameters.json} beside the class, each with
 *     its source
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

    /** Changes the weights of {@code run}'s model. */
    void unlearn(Unlearning run, P parameters);
}
