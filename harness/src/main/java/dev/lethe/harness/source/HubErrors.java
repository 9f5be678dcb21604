package dev.lethe.harness.source;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.HubSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;

/** What the hub's refusals mean for a user. */
record HubErrors(HubSettings settings, Waiting waiting) implements Refusals {

    @Override
    public IOException of(HubId id, HttpResponse<InputStream> answer, boolean ofHub) {
        int status = answer.statusCode();
        String host = answer.uri().getHost();
        if (status == 408 || status == 429 || status >= 500) {
            return new TransientFailure(host + " answers " + status, Refusals.wait(answer, waiting));
        }
        if (!ofHub) {
            // An address with a signature runs out; asking the hub again gives a new one.
            return new TransientFailure(host + ", to which the hub points, answers " + status, null);
        }
        String said = answer.headers()
                .firstValue("X-Error-Message")
                .map(message -> " (\"" + message + "\")")
                .orElse("");
        throw switch (status) {
            case 401, 403 -> UserException.checkpoint(
                    settings.endpoint() + " refuses " + id + ": " + status + said + ". " + remedy(id));
            case 404 -> UserException.checkpoint(settings.endpoint() + " knows no repository " + id.repository()
                    + ", or no revision \"" + id.revision() + "\" of it: 404" + said
                    + ". Look at the spelling; expected ORG/NAME or ORG/NAME@REVISION, or a folder.");
            default -> UserException.checkpoint(settings.endpoint() + " answers " + status + said + " when asked for "
                    + id + "; expected 200. Is HF_ENDPOINT the address of a hub?");
        };
    }

    /** The hub answers 401 for what does not exist, too: it keeps private names to itself. */
    private String remedy(HubId id) {
        String page = settings.endpoint() + "/" + id.repository();
        return settings.token() == null
                ? "It does not exist, is private, or asks to accept a license: look at the spelling, set HF_TOKEN to a"
                        + " token of yours, and accept the license at " + page + "."
                : "Your HF_TOKEN does not open it: accept the license at " + page
                        + ", or set a token that may read it.";
    }
}
