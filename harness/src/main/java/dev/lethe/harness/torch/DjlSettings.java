package dev.lethe.harness.torch;

/** What DJL is told before it is first used: no network, no telemetry. A value that the user set stays. */
public final class DjlSettings {

    private DjlSettings() {}

    /** Applies the settings; calls after the first change nothing. */
    public static void apply() {
        // Otherwise it reports its use, where it runs in a cloud.
        set("OPT_OUT_TRACKING", "true");
        // Otherwise it looks for natives on the network where it finds none.
        set("ai.djl.offline", "true");
        // Otherwise the tokenizers look for a CUDA build of themselves on a machine with a GPU.
        set("RUST_FLAVOR", "cpu");
    }

    private static void set(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
