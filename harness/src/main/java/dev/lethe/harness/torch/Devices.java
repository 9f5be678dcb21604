package dev.lethe.harness.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import dev.lethe.data.UserException;
import dev.lethe.harness.config.DeviceChoice;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Chooses the devices of a run: nothing else in Lethe names one. */
public final class Devices {

    private Devices() {}

    /**
     * The devices of a choice, one for each replica: CUDA devices from the chosen one on, or the CPU as often.
     *
     * @throws dev.lethe.data.UserException if this machine has no such device, or too few
     */
    public static List<Device> of(DeviceChoice choice, int replicas) {
        NativeLibrary.require();
        Engine engine = Engine.getEngine("PyTorch");
        boolean cuda = engine.hasCapability(StandardCapabilities.CUDA);
        return of(choice, replicas, cuda ? engine.getGpuCount() : 0, cuda);
    }

    /**
     * As {@link #of(DeviceChoice, int)}, on a machine of which this is known.
     *
     * @param cudaDevices how many it has
     * @param cudaBuild whether libtorch can use them
     */
    static List<Device> of(DeviceChoice choice, int replicas, int cudaDevices, boolean cudaBuild) {
        return switch (choice.kind()) {
            case CPU -> cpu(replicas);
            case CUDA -> cuda(choice.index(), replicas, cudaDevices, cudaBuild);
            case AUTO -> cudaDevices == 0 ? cpu(replicas) : cuda(0, replicas, cudaDevices, cudaBuild);
        };
    }

    private static List<Device> cpu(int replicas) {
        return Collections.nCopies(replicas, Device.cpu());
    }

    private static List<Device> cuda(int first, int replicas, int available, boolean cudaBuild) {
        if (first + replicas > available) {
            String asked = IntStream.range(first, first + replicas)
                    .mapToObj(index -> "cuda:" + index)
                    .collect(Collectors.joining(", "));
            throw UserException.configuration(
                    "this run asks for " + asked + ", but " + (available > 0 ? found(available) : absence(cudaBuild)));
        }
        return IntStream.range(first, first + replicas).mapToObj(Device::gpu).toList();
    }

    private static String found(int available) {
        return "this machine has " + (available == 1 ? "only cuda:0" : "only cuda:0 to cuda:" + (available - 1))
                + "; choose among those with -Ddevice= and -Dreplicas=";
    }

    private static String absence(boolean cudaBuild) {
        return cudaBuild
                ? "no CUDA device is visible: check nvidia-smi and CUDA_VISIBLE_DEVICES, or use -Ddevice=cpu"
                : "the PyTorch library in use computes on CPUs only: build and run with -Pcuda, or use -Ddevice=cpu";
    }
}
