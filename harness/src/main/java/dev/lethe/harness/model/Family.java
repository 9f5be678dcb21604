package dev.lethe.harness.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A family of checkpoints: says how tensors are named, never how they are computed. */
public enum Family {
    OLMO("olmo"),
    LLAMA("llama"),
    PHI("phi"),
    GPT_NEO("gpt_neo");

    private final String modelType;

    Family(String modelType) {
        this.modelType = modelType;
    }

    /** The value of {@code model_type} in a checkpoint's {@code config.json}. */
    public String modelType() {
        return modelType;
    }

    static Optional<Family> ofModelType(String modelType) {
        return Arrays.stream(values())
                .filter(family -> family.modelType.equals(modelType))
                .findFirst();
    }

    static String modelTypes() {
        return Arrays.stream(values()).map(Family::modelType).collect(Collectors.joining(", "));
    }
}
