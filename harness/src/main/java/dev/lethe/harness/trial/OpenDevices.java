package dev.lethe.harness.trial;

import ai.djl.Device;
import dev.lethe.harness.config.ComputeSettings;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Devices;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The devices on which the trials of a run compute, each opened once. */
final class OpenDevices {

    private final Map<List<Device>, List<Compute>> open = new HashMap<>();

    /** The devices of these settings, one for each replica. */
    List<Compute> of(ComputeSettings settings) {
        return open.computeIfAbsent(
                Devices.of(settings.device(), settings.replicas()),
                devices -> devices.stream().map(Compute::on).toList());
    }
}
