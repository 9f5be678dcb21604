package dev.lethe.methods;

import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;

/** The sentinel of no unlearning: scores the target as it is. The lower bound of every comparison. */
@MethodSpec(id = "none", summary = "the untouched target (sentinel)", source = "a lower bound, not an algorithm")
public final class None implements UnlearningMethod<None.Parameters> {

    /** None has no parameters. */
    public record Parameters() {}

    @Override
    public void unlearn(Unlearning run, Parameters parameters) {
        // Nothing is the method.
    }
}
