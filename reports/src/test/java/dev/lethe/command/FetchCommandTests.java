package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lethe.harness.source.DataDownload;
import dev.lethe.harness.spi.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FetchCommandTests {

    @TempDir
    private Path folder;

    @Test
    void showsTheLicenseBeforeItAsksForAnything() throws IOException {
        var out = new StringWriter();
        var shown = new StringBuilder();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                shown.append(out);
                exchange.sendResponseHeaders(404, -1);
            }
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try {
            new CommandLine(new FetchCommand(DataDownload.from(address, address, Progress.SILENT, () -> false)))
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(new StringWriter()))
                    .execute("lume", "--out", folder.resolve("lume").toString());
        } finally {
            server.stop(0);
        }

        assertThat(shown.toString())
                .contains("Apache License 2.0", "Amazon", "source   https://github.com/amazon-science")
                .doesNotContain("Wrote");
        assertThat(folder.resolve("lume")).doesNotExist();
    }

    @Test
    void downloadsNothingIntoAFolderWithContents() throws IOException {
        Files.writeString(folder.resolve("mine.txt"), "mine");

        Console console = Console.lethe("data", "fetch", "mmlu", "--out", folder.toString());

        assertThat(console.exitCode()).isZero();
        assertThat(console.out()).contains("MIT License", "nothing was downloaded", "-Dmmlu=" + folder);
        assertThat(folder).isDirectoryContaining("glob:**mine.txt");
    }

    @Test
    void suggestsTheNameThatWasMeant() {
        Console console = Console.lethe("data", "fetch", "lumme");

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).contains("did you mean \"lume\"?", "expected lume or mmlu");
    }
}
