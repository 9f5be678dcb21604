package dev.lethe.harness.spi;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * An unlearning algorithm: a function from a run context to changed weights. Found by {@link java.util.ServiceLoader}
 * through {@link MethodCatalog}, so that a jar of one's own can add one. Implementations hold no state. What a method says
 * about itself stands in its {@link MethodSpec}; one without it overrides the methods below.
 *
 * @param <P> the parameters: a record whose compact constructor validates them, and whose components carry their
 *     {@link Meaning}. Values per model size stand in the resource {@code parameters.json} beside the class, each with
 *     its source
 */
public interface UnlearningMethod<P extends Record> {

    /** The id by which {@code -Dmethods=} names it: lower case, digits and hyphens. */
    default String id() {
        return spec().id();
    }

    /** One line that says what it does. */
    default String summary() {
        return spec().summary();
    }

    /** Where it comes from: paper, repository. */
    default String source() {
        return spec().source();
    }

    /** What it needs beside the forget rows and the trainable model. Undeclared use fails the trial. */
    default Set<Capability> needs() {
        return Set.of(spec().needs());
    }

    /** Which of its needs it has with these parameters. */
    default Set<Capability> needs(P parameters) {
        return needs();
    }

    /** The type of its parameters; by default what the class gives for {@code P}. */
    @SuppressWarnings("unchecked")
    default Class<P> parameters() {
        return (Class<P>) Arrays.stream(getClass().getGenericInterfaces())
                .filter(type ->
                        type instanceof ParameterizedType generic && generic.getRawType() == UnlearningMethod.class)
                .<Type>map(type -> ((ParameterizedType) type).getActualTypeArguments()[0])
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(getClass().getName()
                        + " neither implements UnlearningMethod<...> directly nor overrides" + " parameters()"));
    }

    /**
     * What a run will train on, roughly. Empty: {@code epochs} passes over the forget rows in batches of
     * {@code batchSize}, each row with a retain row where the method needs them, as the parameters of these names say.
     */
    default Optional<PlannedTraining> planned(P parameters, int forgetRows, int retainRows) {
        return Optional.empty();
    }

    /** Changes the weights of {@code run}'s model. */
    void unlearn(Unlearning run, P parameters);

    private MethodSpec spec() {
        MethodSpec spec = getClass().getAnnotation(MethodSpec.class);
        if (spec == null) {
            throw new IllegalStateException(
                    getClass().getName() + " has no @MethodSpec and does not override what that would say");
        }
        return spec;
    }
}
