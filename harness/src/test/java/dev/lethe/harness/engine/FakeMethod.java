package dev.lethe.harness.engine;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import java.util.List;
import java.util.Set;

/** A method that exists by name only, with parameters that do nothing. */
record FakeMethod(String id) implements UnlearningMethod<FakeMethod.Parameters> {

    record Parameters(double beta, int epochs, List<String> layers) {}

    @Override
    public String summary() {
        return "does nothing";
    }

    @Override
    public String source() {
        return "none";
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
    public void unlearn(Unlearning run, Parameters parameters) {}
}
