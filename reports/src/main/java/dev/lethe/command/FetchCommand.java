package dev.lethe.command;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.NearestName;
import dev.lethe.harness.progress.ConsoleProgress;
import dev.lethe.harness.source.DataDownload;
import dev.lethe.harness.source.DataRelease;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Downloads released data, the one command beside {@code -Dnetwork=true} that opens a connection. */
@Command(
        name = "fetch",
        description = {
            "Downloads released data: its license is shown first, its content checked against its hash.",
            "Stopped half-way, the same command goes on where it was."
        })
final class FetchCommand implements Runnable {

    @Parameters(paramLabel = "NAME", description = "lume (rows to forget and retain) or mmlu (questions).")
    private String name;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder to write; new or empty. Default: the name, in the working directory.")
    private @Nullable Path out;

    @Spec
    private CommandSpec spec;

    private final DataDownload download;

    FetchCommand() {
        this(new DataDownload(
                ConsoleProgress.create(), () -> Thread.currentThread().isInterrupted()));
    }

    /** @param download what opens the connections */
    FetchCommand(DataDownload download) {
        this.download = download;
    }

    @Override
    public void run() {
        DataRelease release = DataRelease.find(name)
                .orElseThrow(() -> UserException.configuration("unknown data \"" + name + "\""
                        + NearestName.of(name, DataRelease.labels())
                                .map(near -> ", did you mean \"" + near + "\"?")
                                .orElse("")
                        + "; expected "
                        + String.join(" or ", DataRelease.labels())));
        Path folder =
                (out == null ? Path.of(release.label()) : out).toAbsolutePath().normalize();
        PrintWriter console = spec.commandLine().getOut();
        console.println(release.title());
        console.println("  license  " + release.license());
        console.println("  source   " + release.source());
        console.println("  " + release.check());
        console.flush();
        boolean brought = download.run(release, folder);
        console.println(brought ? "Wrote " + folder + "." : folder + " is not empty; nothing was downloaded.");
        console.println("Use it: mvn test -Dmethods=sugd " + (release == DataRelease.LUME ? "\"-Ddata=" : "\"-Dmmlu=")
                + folder + "\"");
        console.flush();
    }
}
