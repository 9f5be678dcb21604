package dev.lethe.harness.record;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.lethe.data.UserException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** {@code steps.csv} of a trial's folder, written anew by each unlearning; every step is flushed. Not thread-safe. */
public final class StepsFile implements AutoCloseable {

    /** The columns, in order. {@code losses} holds {@code name=value} pairs with semicolons between them. */
    public static final String[] COLUMNS = {"step", "phase", "losses", "learningRate", "gradientNorm", "seconds"};

    private final Path file;
    private final CsvWriter csv;

    private StepsFile(Path file, CsvWriter csv) {
        this.file = file;
        this.csv = csv;
    }

    /** Begins the file, replacing one that was there. */
    public static StepsFile create(Path folder) {
        Path file = folder.resolve("steps.csv");
        try {
            Files.createDirectories(folder);
            BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
            CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
            csv.writeRecord(COLUMNS);
            csv.flush();
            return new StepsFile(file, csv);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** Adds one step. */
    public void append(StepRow row) {
        try {
            csv.writeRecord(
                    Long.toString(row.step()),
                    row.phase(),
                    row.lossText(),
                    number(row.learningRate()),
                    number(row.gradientNorm()),
                    number(row.seconds()));
            csv.flush();
        } catch (UncheckedIOException e) {
            throw failure(file, e.getCause());
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    @Override
    public void close() {
        try {
            csv.close();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static String number(@Nullable Double value) {
        Double finite = Finite.orAbsent(value);
        return finite == null ? "" : finite.toString();
    }

    private static UserException failure(Path file, IOException e) {
        return WriteFailure.of(file, "a line", "The training that it logs begins anew.", e);
    }
}
