package dev.lethe.harness.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where models of the Hugging Face hub are looked for.
 *
 * @param network whether what is not on this machine may be downloaded; without it nothing opens a connection
 * @param endpoint address of the hub, without a slash at its end
 * @param cache absolute folder of the hub's own cache, shared with its other clients
 * @param token proof of who asks, for repositories that are not open to all; null where none is set
 */
public record HubSettings(boolean network, URI endpoint, Path cache, @Nullable String token) {

    /** The hub's own address. */
    static final String ENDPOINT = "https://huggingface.co";

    /** What is in {@code cache}, and nothing else. */
    public static HubSettings offline(Path cache) {
        return new HubSettings(false, URI.create(ENDPOINT), cache, null);
    }

    /** Says that there is a token, never which. */
    @Override
    public String toString() {
        return "HubSettings[network=" + network + ", endpoint=" + endpoint + ", cache=" + cache + ", token="
                + (token == null ? "none" : "set") + "]";
    }
}
