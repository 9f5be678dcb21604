package dev.lethe.harness.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class HostTests {

    @Test
    void readsTheProcessorsModel() {
        assertThat(Host.cpu(List.of("processor\t: 0", "model name\t: Fast CPU @ 2.0GHz")))
                .hasValue("Fast CPU @ 2.0GHz");
        assertThat(Host.cpu(List.of("CPU part\t: 0xd0c"))).isEmpty();
    }

    @Test
    void readsThePeakInBytes() {
        assertThat(Host.peakBytes(List.of("Name:\tjava", "VmHWM:\t   2048 kB"))).hasValue(2_097_152);
        assertThat(Host.peakBytes(List.of())).isEmpty();
    }

    @Test
    void knowsItsOwnVersion() {
        assertThat(Host.lethe()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(Provenance.here(null, null, null, "1", null, null).cpu()).isNotBlank();
    }
}
