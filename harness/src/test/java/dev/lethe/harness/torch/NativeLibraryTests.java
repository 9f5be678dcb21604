package dev.lethe.harness.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said at start where there is no PyTorch library to load. */
class NativeLibraryTests {

    @TempDir
    private Path temp;

    private NativeLibrary library(@Nullable String searchPath, boolean bundled, boolean mayDownload, int cudaDevices) {
        return new NativeLibrary(searchPath, bundled, temp.resolve("cache"), mayDownload, cudaDevices);
    }

    /** A folder as a release of libtorch has it. */
    private Path release(String version) throws IOException {
        Path folder = Files.createDirectories(temp.resolve("libtorch").resolve("lib"));
        Files.createFile(folder.resolve(System.mapLibraryName("torch")));
        Files.writeString(folder.resolveSibling("build-version"), version + "\n");
        return folder;
    }

    @Test
    void theUsualBuildBringsItsLibrary() {
        assertThat(library(null, true, false, 0).problem()).isEmpty();
    }

    @Test
    void aCudaBuildNeedsACudaDevice() {
        assertThat(library(null, false, true, 0).problem())
                .get()
                .asString()
                .contains("no CUDA device is visible", "NVIDIA's driver", "without -Pcuda");
    }

    @Test
    void aCudaBuildThatMayNotDownloadSaysWhereTheLibraryCouldComeFrom() {
        assertThat(library(null, false, false, 1).problem())
                .get()
                .asString()
                .contains("PYTORCH_LIBRARY_PATH", "libtorch 2.7.1 + cu128", "-Dai.djl.offline=false");
    }

    @Test
    void aCudaBuildLoadsWhatItMayDownloadOrHasDownloaded() throws IOException {
        assertThat(library(null, false, true, 1).problem()).isEmpty();
        Files.createDirectories(temp.resolve("cache").resolve("2.7.1-cu128-linux-x86_64"));
        assertThat(library(null, false, false, 1).problem()).isEmpty();
    }

    @Test
    void aPathWithoutALibraryIsAProblemEvenIfThereIsABundledOne() {
        assertThat(library(temp.toString(), true, false, 0).problem())
                .get()
                .asString()
                .contains(temp.toString(), System.mapLibraryName("torch"), "libtorch 2.7.1 + cu128");
    }

    @Test
    void aPathWithTheRightReleaseIsTaken() throws IOException {
        String path = temp + File.pathSeparator + release("2.7.1+cu128");

        assertThat(library(path, false, false, 0).problem()).isEmpty();
        assertThat(NativeLibrary.libraryFolder(path)).contains(temp.resolve("libtorch/lib"));
    }

    @Test
    void aPathWithAnotherReleaseIsAProblem() throws IOException {
        assertThat(library(release("2.5.0+cu124").toString(), false, false, 1).problem())
                .get()
                .asString()
                .contains("libtorch 2.5.0+cu124; expected 2.7.1");
    }

    @Test
    void aCudaReleaseIsToldByItsLibrary() throws IOException {
        Path folder = release("2.7.1+cu128");
        assertThat(NativeLibrary.isCudaBuild(folder)).isFalse();
        Files.createFile(folder.resolve(System.mapLibraryName("torch_cuda")));
        assertThat(NativeLibrary.isCudaBuild(folder)).isTrue();
    }
}
