package dev.lethe.harness.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DJL stays off the network, except where it has to fetch PyTorch: in a build without a library for CPUs. */
class DjlSettingsTests {

    private static final String OFFLINE = "ai.djl.offline";

    private @Nullable String before;

    @BeforeEach
    void forget() {
        assumeThat(DjlSettings.libraryPath()).isEmpty();
        before = System.clearProperty(OFFLINE);
    }

    @AfterEach
    void restore() {
        System.clearProperty(OFFLINE);
        if (before != null) {
            System.setProperty(OFFLINE, before);
        }
    }

    /** What is set where the class path has all jars but some. */
    private static @Nullable String offlineWithout(String jars) throws IOException, ReflectiveOperationException {
        var path = new ArrayList<URL>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains(jars)) {
                path.add(Path.of(entry).toUri().toURL());
            }
        }
        try (var loader = new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            loader.loadClass(DjlSettings.class.getName()).getMethod("apply").invoke(null);
            return System.getProperty(OFFLINE);
        }
    }

    @Test
    void theUsualBuildIsOffline() throws IOException, ReflectiveOperationException {
        assumeThat(NativeLibrary.isBundled()).isTrue();
        assertThat(offlineWithout("no such jar")).isEqualTo("true");
    }

    @Test
    void aCudaBuildMayFetchPytorch() throws IOException, ReflectiveOperationException {
        assertThat(offlineWithout("pytorch-native-cpu")).isNull();
    }

    @Test
    void whatTheUserSaysStays() throws IOException, ReflectiveOperationException {
        System.setProperty(OFFLINE, "false");
        assertThat(offlineWithout("no such jar")).isEqualTo("false");
    }
}
