package dev.lethe.harness.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.lethe.data.UserException;
import dev.lethe.harness.config.DeviceChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicesTests {

    private static final DeviceChoice CPU = DeviceChoice.parse("cpu");
    private static final DeviceChoice CUDA = DeviceChoice.parse("cuda");

    @Test
    void autoIsTheFirstCudaDeviceOrElseTheCpu() {
        assertThat(Devices.of(DeviceChoice.AUTO, 1, 2, true)).containsExactly(Device.gpu(0));
        assertThat(Devices.of(DeviceChoice.AUTO, 1, 0, true)).containsExactly(Device.cpu());
        assertThat(Devices.of(DeviceChoice.AUTO, 1, 0, false)).containsExactly(Device.cpu());
    }

    @Test
    void replicasTakeTheDevicesThatFollow() {
        assertThat(Devices.of(DeviceChoice.parse("cuda:1"), 2, 4, true)).containsExactly(Device.gpu(1), Device.gpu(2));
        assertThat(Devices.of(CUDA, 2, 4, true)).containsExactly(Device.gpu(0), Device.gpu(1));
        assertThat(Devices.of(DeviceChoice.AUTO, 2, 4, true)).containsExactly(Device.gpu(0), Device.gpu(1));
    }

    @Test
    void replicasShareTheCpu() {
        assertThat(Devices.of(CPU, 3, 4, true)).containsExactly(Device.cpu(), Device.cpu(), Device.cpu());
    }

    @ParameterizedTest
    @CsvSource({
        "cuda:2, 1, 2, true, 'cuda:2, but this machine has only cuda:0 to cuda:1'",
        "cuda,   2, 1, true, 'cuda:0, cuda:1, but this machine has only cuda:0;'",
        "cuda,   1, 0, true, 'no CUDA device is visible: check nvidia-smi'",
        "cuda,   1, 0, false, 'computes on CPUs only: build and run with -Pcuda'"
    })
    void whatThisMachineLacksIsAnError(String device, int replicas, int available, boolean cudaBuild, String expected) {
        assertThatThrownBy(() -> Devices.of(DeviceChoice.parse(device), replicas, available, cudaBuild))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource({"cuda:0, CUDA, 0", "cuda:12, CUDA, 12", "cuda, CUDA, 0", "cpu, CPU, 0", "auto, AUTO, 0"})
    void namesAreParsed(String text, DeviceChoice.Kind kind, int index) {
        assertThat(DeviceChoice.parse(text)).isEqualTo(new DeviceChoice(kind, index));
    }

    @ParameterizedTest
    @CsvSource({"gpu", "cuda:", "cuda:-1", "cuda:x", "cpu:0", "CUDA"})
    void otherNamesAreRefused(String text) {
        assertThatThrownBy(() -> DeviceChoice.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
