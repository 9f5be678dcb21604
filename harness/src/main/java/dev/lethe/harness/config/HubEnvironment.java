package dev.lethe.harness.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The environment variables that all clients of the Hugging Face hub understand: {@code HF_ENDPOINT}, {@code HF_TOKEN},
 * {@code HF_HUB_CACHE} and {@code HF_HOME}.
 *
 * @param variables the text of a variable, if it is set
 * @param home the user's folder
 */
public record HubEnvironment(Function<String, Optional<String>> variables, Path home) {

    /** An environment in which nothing is set. */
    public static HubEnvironment empty(Path home) {
        return new HubEnvironment(variable -> Optional.empty(), home);
    }

    /**
     * What these variables say; an endpoint that is no address is added to {@code problems}, if it would be used.
     *
     * @param network whether downloads are allowed
     * @param cwd folder against which relative paths are resolved
     */
    HubSettings settings(boolean network, Path cwd, Collection<String> problems) {
        String address = text("HF_ENDPOINT").orElse(HubSettings.ENDPOINT).replaceAll("/+$", "");
        Optional<URI> endpoint = endpoint(address);
        if (network && endpoint.isEmpty()) {
            problems.add("HF_ENDPOINT = \"" + address + "\"; expected an address that begins with https:// or http://."
                    + " Default: " + HubSettings.ENDPOINT + ".");
        }
        return new HubSettings(
                network,
                endpoint.orElseGet(() -> URI.create(HubSettings.ENDPOINT)),
                cache(cwd).toAbsolutePath().normalize(),
                text("HF_TOKEN").orElse(null));
    }

    private Path cache(Path cwd) {
        return folder("HF_HUB_CACHE", cwd)
                .or(() -> folder("HF_HOME", cwd).map(folder -> folder.resolve("hub")))
                .orElseGet(() -> folder("XDG_CACHE_HOME", cwd)
                        .orElseGet(() -> home.resolve(".cache"))
                        .resolve("huggingface")
                        .resolve("hub"));
    }

    private Optional<Path> folder(String variable, Path cwd) {
        return text(variable)
                .map(text -> text.startsWith("~/") || text.equals("~")
                        ? home.resolve(text.replaceFirst("^~/?", ""))
                        : cwd.resolve(text));
    }

    private Optional<String> text(String variable) {
        return variables.apply(variable).map(String::trim).filter(text -> !text.isEmpty());
    }

    private static Optional<URI> endpoint(String address) {
        try {
            return Optional.of(new URI(address))
                    .filter(uri -> Set.of("http", "https").contains(String.valueOf(uri.getScheme())))
                    .filter(uri -> uri.getHost() != null && uri.getQuery() == null);
        } catch (URISyntaxException notAnAddress) {
            return Optional.empty();
        }
    }
}
