package dev.lethe.methods;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import java.util.Set;

/** The sentinel of no unlearning: scores the target as it is. The lower bound of every comparison. */
public final class None implements UnlearningMethod<None.Parameters> {

    /** None has no parameters. */
    public record Parameters() {}

    @Override
    public String id() {
        return "none";
    }

    @Override
    public String summary() {
        return "the untouched target (sentinel)";
    }

    @Override
    public String source() {
        return "a lower bound, not an algorithm";
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public void unlearn(Unlearning run, Parameters parameters) {
        // Nothing is the method.
    }
}
