package dev.lethe.harness.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may download what, and where the token goes. */
class DownloadAccessTests extends HubDownload {

    @Test
    void theTokenGoesToTheHubAlone() {
        hub.requireToken("secret");
        token = "secret";

        download(MAIN);

        assertThat(hub.requests()).filteredOn(FakeHub.Request::isContent).isNotEmpty();
        assertThat(hub.requests()).allSatisfy(request -> assertThat(request.authorization())
                .isEqualTo(request.isContent() ? "" : "Bearer secret"));
    }

    @Test
    void aRedirectWithinTheHubKeepsTheToken() {
        hub.requireToken("secret");
        token = "secret";
        hub.scriptFile(
                "config.json",
                FakeHub.status(307, "Location", "/org/model/resolve/" + FakeHub.COMMIT + "/config.json"));

        download(MAIN);

        assertThat(hub.requestsFor("config.json")).hasSize(2);
    }

    @Test
    void anEndlessRedirectIsGivenUp() {
        String self = "/org/model/resolve/" + FakeHub.COMMIT + "/config.json";
        IntStream.range(0, 100).forEach(i -> hub.scriptFile("config.json", FakeHub.status(302, "Location", self)));

        assertThatThrownBy(() -> download(MAIN)).hasMessageContaining("after 5 redirects");
    }

    @Test
    void withoutATokenSaysHowToGetIn() {
        hub.requireToken("secret");

        assertThatThrownBy(() -> download(MAIN))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("refuses org/model@main: 401 (\"Access is restricted\")")
                .hasMessageContaining("set HF_TOKEN")
                .hasMessageContaining("accept the license at http://127.0.0.1")
                .hasMessageContaining("/org/model.");
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void withATokenThatDoesNotOpenItSaysWhatIsMissing() {
        hub.requireToken("secret");
        token = "other";

        assertThatThrownBy(() -> download(MAIN))
                .hasMessageContaining("403")
                .hasMessageContaining("Your HF_TOKEN does not open it: accept the license")
                .hasMessageNotContaining("other.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"org/nothing", "org/model@nowhere"})
    void whatIsNotThereIsNamed(String model) {
        HubId id = id(model);

        assertThatThrownBy(() -> download(id))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("knows no repository " + id.repository() + ", or no revision \"" + id.revision());
        assertThat(hub.requests()).hasSize(1);
        assertThat(root.resolve("models--org--model")).doesNotExist();
    }
}
