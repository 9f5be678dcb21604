package dev.lethe.harness.tuning;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import java.util.Set;

/** A method with one parameter, whose candidates are in the resource {@code search.json} beside this class. */
record SearchedMethod(String id) implements UnlearningMethod<SearchedMethod.Parameters> {

    record Parameters(double rate) {}

    @Override
    public String summary() {
        return "nothing";
    }

    @Override
    public String source() {
        return "a test";
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
