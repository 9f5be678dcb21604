package dev.lethe.harness.spi;

import java.nio.file.Path;
import java.util.Set;

/**
 * The sentinel {@code checkpoint:PATH}: scores a model or a PEFT adapter, recognized by its files, that somebody else
 * unlearned with any tool.
 */
public final class ScoredCheckpoint implements UnlearningMethod<ScoredCheckpoint.Parameters> {

    /** What its id begins with. */
    public static final String PREFIX = "checkpoint:";

    private final String id;

    ScoredCheckpoint(String id) {
        this.id = id;
    }

    /** It has no parameters. */
    public record Parameters() {}

    @Override
    public String id() {
        return id;
    }

    @Override
    public String summary() {
        return "weights that somebody else unlearned (sentinel)";
    }

    @Override
    public String source() {
        return id.substring(PREFIX.length());
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
        run.replaceModel(Path.of(source()));
    }
}
