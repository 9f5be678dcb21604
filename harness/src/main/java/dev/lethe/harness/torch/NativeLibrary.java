package dev.lethe.harness.torch;

import ai.djl.util.Utils;
import ai.djl.util.cuda.CudaUtils;
import dev.lethe.data.UserException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The PyTorch library that DJL is going to load, checked beforehand: its own errors do not say what to do.
 *
 * @param searchPath {@code PYTORCH_LIBRARY_PATH}: folders, of which one should hold libtorch; null where it is not set
 * @param bundled whether the class path brings the CPU library, as it does unless built with {@code -Pcuda}
 * @param cache folder into which DJL unpacks or downloads libraries
 * @param mayDownload whether DJL may fetch one
 * @param cudaDevices that the CUDA runtime of this machine sees
 */
record NativeLibrary(@Nullable String searchPath, boolean bundled, Path cache, boolean mayDownload, int cudaDevices) {

    /** The version that DJL's binding is compiled against. */
    static final String VERSION = "2.7.1";

    /** The CUDA build of that version for which there is a binding. */
    static final String CUDA_FLAVOR = "cu128";

    private static final String WANTED = "libtorch " + VERSION + " + " + CUDA_FLAVOR;

    private static final String ADVICE = " Name the lib folder of " + WANTED + ", or unset the variable.";

    /** Fails where this process has no library to load. */
    static void require() {
        DjlSettings.apply();
        here().problem().ifPresent(problem -> {
            throw new UserException(UserException.Kind.ENVIRONMENT, problem);
        });
    }

    private static NativeLibrary here() {
        String searchPath = DjlSettings.libraryPath().orElse(null);
        boolean bundled = isBundled();
        // The CUDA runtime is looked for only where it matters: that takes a while.
        int cudaDevices = bundled || searchPath != null ? 0 : CudaUtils.getGpuCount();
        return new NativeLibrary(
                searchPath, bundled, Utils.getEngineCacheDir("pytorch"), DjlSettings.mayDownload(), cudaDevices);
    }

    /** Whether the class path brings a library of PyTorch: DJL looks for it by the same file. */
    static boolean isBundled() {
        return NativeLibrary.class.getResource("/native/lib/pytorch.properties") != null;
    }

    /** The folder of {@code searchPath} that holds libtorch. */
    static Optional<Path> libraryFolder(String searchPath) {
        return Arrays.stream(searchPath.split(File.pathSeparator))
                .map(Path::of)
                .filter(folder -> Files.isRegularFile(folder.resolve(System.mapLibraryName("torch"))))
                .findFirst();
    }

    /** Whether a folder's libtorch is a CUDA build. */
    static boolean isCudaBuild(Path folder) {
        return Files.isRegularFile(folder.resolve(System.mapLibraryName("torch_cuda")));
    }

    /** What is missing, and what to do; empty where there is a library to load. */
    Optional<String> problem() {
        if (searchPath != null) {
            return searchPathProblem(searchPath);
        }
        if (bundled) {
            return Optional.empty();
        }
        if (cudaDevices == 0) {
            return Optional.of("this build brings no PyTorch library for CPUs (-Pcuda), and no CUDA device is visible: "
                    + "install NVIDIA's driver and the CUDA 12 runtime (libcudart on the library path) and check "
                    + "nvidia-smi, or build and run without -Pcuda.");
        }
        if (mayDownload || isDownloaded()) {
            return Optional.empty();
        }
        return Optional.of("this build brings no PyTorch library (-Pcuda), and none is in " + cache
                + ". Set PYTORCH_LIBRARY_PATH to the lib folder of " + WANTED
                + ", or let DJL download it (about 2 GB) with -Dai.djl.offline=false.");
    }

    private Optional<String> searchPathProblem(String path) {
        Optional<Path> folder = libraryFolder(path);
        if (folder.isEmpty()) {
            return Optional.of("PYTORCH_LIBRARY_PATH is \"" + path + "\", which holds no "
                    + System.mapLibraryName("torch") + "." + ADVICE);
        }
        return version(folder.get())
                .filter(version -> !version.equals(VERSION) && !version.startsWith(VERSION + "+"))
                .map(version ->
                        "PYTORCH_LIBRARY_PATH holds libtorch " + version + "; expected " + VERSION + "." + ADVICE);
    }

    /** The version that a release of libtorch states in the file {@code build-version} above its {@code lib}. */
    private static Optional<String> version(Path folder) {
        Path file = folder.toAbsolutePath().normalize().resolveSibling("build-version");
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private boolean isDownloaded() {
        if (!Files.isDirectory(cache)) {
            return false;
        }
        try (Stream<Path> folders = Files.list(cache)) {
            List<String> names =
                    folders.map(folder -> String.valueOf(folder.getFileName())).toList();
            return names.stream().anyMatch(name -> name.startsWith(VERSION + "-cu"));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
