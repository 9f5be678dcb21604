package dev.lethe.command;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.DeviceChoice;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Devices;
import picocli.CommandLine.Option;

/** Where and in which number format a bench computes: options of all of them. */
final class BenchDevice {

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "auto, cpu, cuda or cuda:N. Default: ${DEFAULT-VALUE}.")
    private String name = "auto";

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            description = "fp32 or bf16. Trained weights are float32 in either. Default: ${DEFAULT-VALUE}.")
    private String dtype = "fp32";

    Precision precision() {
        return switch (dtype) {
            case "fp32" -> Precision.FLOAT32;
            case "bf16" -> Precision.BFLOAT16;
            default -> throw UserException.configuration("--dtype is \"" + dtype + "\"; expected fp32 or bf16");
        };
    }

    /** The device; the caller closes it. */
    Compute open() {
        DeviceChoice choice;
        try {
            choice = DeviceChoice.parse(name);
        } catch (IllegalArgumentException unknown) {
            throw UserException.configuration("--device is \"" + name + "\"; expected auto, cpu, cuda or cuda:N");
        }
        return Compute.on(Devices.of(choice, 1).get(0));
    }
}
