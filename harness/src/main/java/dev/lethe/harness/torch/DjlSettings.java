package dev.lethe.harness.torch;

import java.util.Optional;

/**
 * What DJL is told before it is first used: no telemetry, and no network unless it has to fetch PyTorch. A value that the
 * user set stays.
 */
public final class DjlSettings {

    private DjlSettings() {}

    /** Applies the settings; calls after the first change nothing. */
    public static void apply() {
        // Otherwise it reports its use, where it runs in a cloud.
        set("OPT_OUT_TRACKING", "true");
        // Otherwise it looks for natives on the network where it finds none; a build without any (-Pcuda) needs that.
        if (NativeLibrary.isBundled() || libraryPath().isPresent()) {
            set("ai.djl.offline", "true");
        }
        // Otherwise the tokenizers look for a CUDA build of themselves on a machine with a GPU.
        set("RUST_FLAVOR", "cpu");
        // Otherwise it takes a libtorch of the user's for a build that its binding does not come in.
        libraryPath().flatMap(NativeLibrary::libraryFolder).ifPresent(folder -> {
            if (System.getenv("PYTORCH_FLAVOR") == null) {
                set("PYTORCH_FLAVOR", NativeLibrary.isCudaBuild(folder) ? NativeLibrary.CUDA_FLAVOR : "cpu");
            }
        });
    }

    /** Folders in which the user has libtorch, where they say so. */
    static Optional<String> libraryPath() {
        String variable = System.getenv("PYTORCH_LIBRARY_PATH");
        return Optional.ofNullable(variable == null ? System.getProperty("PYTORCH_LIBRARY_PATH") : variable)
                .filter(text -> !text.isBlank());
    }

    /** Whether DJL may fetch natives. */
    static boolean mayDownload() {
        return !Boolean.getBoolean("ai.djl.offline");
    }

    private static void set(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
