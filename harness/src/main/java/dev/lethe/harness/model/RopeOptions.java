package dev.lethe.harness.model;

import dev.lethe.data.UserException;
import java.util.Optional;

/**
 * The keys about rotary positions: {@code rope_theta} and {@code rope_scaling} of transformers 4, or
 * {@code rope_parameters} of transformers 5, which holds both.
 *
 * @param theta base of the frequencies
 * @param scaling how they are stretched
 * @param share rotated share of each head
 */
record RopeOptions(double theta, RopeScaling scaling, double share) {

    private static final double DEFAULT_THETA = 10_000;

    static RopeOptions read(ConfigJson json, double defaultShare) {
        Optional<ConfigJson> scaling = json.object("rope_scaling");
        Optional<ConfigJson> parameters = json.object("rope_parameters");
        double theta = json.number("rope_theta", DEFAULT_THETA);
        double share = json.number("partial_rotary_factor", defaultShare);
        if (parameters.isPresent()) {
            theta = parameters.get().number("rope_theta", theta);
            share = parameters.get().number("partial_rotary_factor", share);
        }
        if (!(share > 0 && share <= 1)) {
            throw json.wrong("partial_rotary_factor", "a number above 0 and up to 1");
        }
        return new RopeOptions(
                theta, scaling.or(() -> parameters).map(RopeOptions::scaling).orElseGet(RopeScaling.None::new), share);
    }

    private static RopeScaling scaling(ConfigJson json) {
        String key = json.has("rope_type") ? "rope_type" : "type";
        try {
            return switch (json.text(key, json.has("factor") ? "" : "default")) {
                case "default" -> new RopeScaling.None();
                case "linear" -> new RopeScaling.Linear(json.requiredNumber("factor"));
                case "llama3" -> new RopeScaling.Llama3(
                        json.requiredNumber("factor"),
                        json.requiredNumber("low_freq_factor"),
                        json.requiredNumber("high_freq_factor"),
                        json.whole("original_max_position_embeddings")
                                .orElseThrow(() ->
                                        json.wrong("original_max_position_embeddings", "a positive whole number")));
                default -> throw json.wrong(key, "one of default, linear, llama3");
            };
        } catch (IllegalArgumentException e) {
            throw new UserException(UserException.Kind.CHECKPOINT, json.where() + ": " + e.getMessage(), e);
        }
    }
}
