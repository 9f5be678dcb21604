package dev.lethe.harness.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.lethe.harness.config.DeviceChoice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A device and the one thread that computes on it. libtorch keeps gradient mode and the executor's optimizer flag per
 * thread, so every kernel call of a device goes through here.
 */
public final class Compute implements AutoCloseable {

    static {
        DjlSettings.apply();
    }

    private final ExecutorService executor;
    private final Thread thread;
    private final Device device;
    private final NDManager manager;
    private final Map<Map<String, Object>, Kernels> kernels = new HashMap<>();

    private Compute(Device device) {
        this.device = device;
        this.executor = Executors.newSingleThreadExecutor(task -> {
            var compute = new Thread(task, "lethe-compute-" + device);
            compute.setDaemon(true);
            return compute;
        });
        this.thread = submit(Thread::currentThread);
        this.manager = submit(() -> {
            NDManager created = NDManager.newBaseManager(device, "PyTorch");
            // The optimizing executor recompiles on every new shape and breaks bfloat16 training.
            JniUtils.setGraphExecutorOptimize(false);
            JniUtils.setGradMode(false);
            return created;
        });
    }

    /** The best device of this machine: the first CUDA device, else the CPU. */
    public static Compute best() {
        return on(Devices.of(DeviceChoice.AUTO, 1).get(0));
    }

    public static Compute on(Device device) {
        return new Compute(device);
    }

    public Device device() {
        return device;
    }

    /** Whether this device is the processor, which computes in the machine's own memory. */
    public boolean isCpu() {
        return !device.isGpu();
    }

    /** Whether this device multiplies bfloat16 matrices in hardware; on CPUs known from Linux's {@code /proc/cpuinfo}. */
    public boolean hasBfloat16Units() {
        if (device.isGpu()) {
            return true;
        }
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.anyMatch(line -> line.startsWith("flags") && line.contains(" amx_bf16"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /** The manager of what lives as long as this device; work that ends makes a sub-manager. */
    public NDManager manager() {
        return manager;
    }

    /**
     * The kernels for one decoder's options, compiled once. Called on the compute thread; they live as long as this device.
     *
     * @param options the attributes that the kernels read: see {@code decoder.py}
     */
    public Kernels kernels(Map<String, Object> options) {
        return kernels.computeIfAbsent(options, missing -> new Kernels(manager, missing));
    }

    /** Runs {@code work} on the compute thread and waits; called on that thread, runs it at once. */
    public <T> T call(Callable<T> work) {
        return Thread.currentThread() == thread ? direct(work) : submit(work);
    }

    /** Runs {@code work} on the compute thread and waits. */
    public void run(Runnable work) {
        call(Executors.callable(work));
    }

    /** Starts {@code work} on the compute thread without waiting; called on that thread, runs it at once. */
    public <T> CompletableFuture<T> start(Callable<T> work) {
        return CompletableFuture.supplyAsync(
                () -> direct(work), Thread.currentThread() == thread ? Runnable::run : executor);
    }

    private <T> T submit(Callable<T> work) {
        Future<T> future = executor.submit(work);
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the device computed", e);
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    private static <T> T direct(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }

    @Override
    public void close() {
        run(manager::close);
        executor.shutdown();
    }
}
