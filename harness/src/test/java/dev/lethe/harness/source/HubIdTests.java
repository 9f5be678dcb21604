package dev.lethe.harness.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubIdTests {

    @Test
    void readsOrganizationNameAndRevision() {
        assertThat(HubId.parse("allenai/OLMo-1B-0724-hf")).contains(new HubId("allenai", "OLMo-1B-0724-hf", "main"));
        assertThat(HubId.parse("org/n_1.5@refs/pr/2")).contains(new HubId("org", "n_1.5", "refs/pr/2"));
        assertThat(HubId.parse("org/name@v1.0").orElseThrow()).hasToString("org/name@v1.0");
    }

    @Test
    void knowsACommit() {
        assertThat(HubId.parse("org/name@" + FakeHub.COMMIT).orElseThrow().namesCommit())
                .isTrue();
        assertThat(HubId.parse("org/name@0123456").orElseThrow().namesCommit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny",
                "/models/olmo",
                "./models",
                "../models",
                "a/b/c",
                "org/name@",
                "org/name@../../etc",
                "org/name@/main",
                "org/name@a//b",
                "org/name@.hidden",
                "org/name@a/",
                "org/a--b",
                "org/-name",
                "org/name.",
                "org/na me",
                "org\\name"
            })
    void otherTextsAreNoIds(String text) {
        assertThat(HubId.parse(text)).isEmpty();
    }
}
