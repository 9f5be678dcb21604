package dev.lethe.harness.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubEnvironmentTests {

    private static final Path HOME = Path.of("home").toAbsolutePath();
    private static final Path CWD = Path.of("work").toAbsolutePath();
    private static final Path OTHER = Path.of("other").toAbsolutePath();

    private final List<String> problems = new ArrayList<>();

    @Test
    void nothingSetMeansTheHubItselfAndItsUsualCache() {
        HubSettings settings = settings(Map.of());

        assertThat(settings.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
        assertThat(settings.cache()).isEqualTo(HOME.resolve(".cache/huggingface/hub"));
        assertThat(settings.token()).isNull();
    }

    @Test
    void theMostSpecialVariableNamesTheCache() {
        String other = OTHER.toString();

        assertThat(settings(Map.of("XDG_CACHE_HOME", other)).cache()).isEqualTo(OTHER.resolve("huggingface/hub"));
        assertThat(settings(Map.of("XDG_CACHE_HOME", "x", "HF_HOME", other)).cache())
                .isEqualTo(OTHER.resolve("hub"));
        assertThat(settings(Map.of("HF_HOME", "x", "HF_HUB_CACHE", other)).cache())
                .isEqualTo(OTHER);
        assertThat(settings(Map.of("HF_HOME", "~/hf")).cache()).isEqualTo(HOME.resolve("hf/hub"));
        assertThat(settings(Map.of("HF_HUB_CACHE", "near")).cache()).isEqualTo(CWD.resolve("near"));
        assertThat(settings(Map.of("HF_HOME", " ")).cache()).isEqualTo(HOME.resolve(".cache/huggingface/hub"));
    }

    @Test
    void theTokenIsReadAndNeverShown() {
        HubSettings settings = settings(Map.of("HF_TOKEN", "secret"));

        assertThat(settings.token()).isEqualTo("secret");
        assertThat(settings.toString()).contains("token=set").doesNotContain("secret");
    }

    @Test
    void anEndpointMayHaveAPath() {
        assertThat(settings(Map.of("HF_ENDPOINT", "http://mirror:8080/hf/")).endpoint())
                .isEqualTo(URI.create("http://mirror:8080/hf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror", "ftp://mirror", "https://", "http://a b"})
    void anEndpointThatIsNoAddressIsAProblemWhereItWouldBeUsed(String endpoint) {
        HubEnvironment environment = environment(Map.of("HF_ENDPOINT", endpoint));

        environment.settings(false, CWD, problems);
        assertThat(problems).isEmpty();
        environment.settings(true, CWD, problems);
        assertThat(problems).singleElement().asString().contains("HF_ENDPOINT = \"", "expected an address");
    }

    private HubSettings settings(Map<String, String> variables) {
        HubSettings settings = environment(variables).settings(true, CWD, problems);
        assertThat(problems).isEmpty();
        return settings;
    }

    private static HubEnvironment environment(Map<String, String> variables) {
        return new HubEnvironment(variable -> Optional.ofNullable(variables.get(variable)), HOME);
    }
}
