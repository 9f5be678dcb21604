package dev.lethe.harness.model;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The checkpoints among the test resources. */
final class Oracles {

    static final List<String> MODELS =
            List.of("olmo-fp32", "olmo-bf16", "olmo-tied", "olmo-gqa-sharded", "llama-mha", "gpt-neo", "phi");

    private Oracles() {}

    static Path model(String name) {
        return resource("/oracles/models/" + name);
    }

    static DecoderConfig config(String name) {
        return DecoderConfig.read(model(name));
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(Oracles.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
