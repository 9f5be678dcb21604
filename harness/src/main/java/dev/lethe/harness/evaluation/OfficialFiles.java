package dev.lethe.harness.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.lethe.data.RowSet;
import dev.lethe.data.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Reads the result files of the official script as pandas reads them: {@code forget_*.csv} and {@code retain_*.csv}
 * (columns id, task, expected_output, model_output), {@code member_*.csv} and {@code nonmember_*.csv} (column nll), and
 * the MMLU file (field average_acc).
 */
public final class OfficialFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private OfficialFiles() {}

    /**
     * The official result for a folder of generations.
     *
     * @param generations folder of the generations
     * @param membership folder of the membership losses, or null
     * @param mmlu the MMLU file, or null
     * @throws UserException if a file is missing or malformed
     */
    public static OfficialScore score(Path generations, @Nullable Path membership, @Nullable Path mmlu) {
        List<ScoredRow> rows = rows(generations).stream().map(ScoredRow::of).toList();
        Double auc = membership == null
                ? null
                : MembershipInference.auc(losses(membership, "member"), losses(membership, "nonmember"));
        return OfficialScore.compute(rows, auc, mmlu == null ? null : mmluAverage(mmlu));
    }

    /** The rows of both sets, in the order of file names and lines. */
    public static List<GeneratedRow> rows(Path generations) {
        List<GeneratedRow> rows = new ArrayList<>();
        for (RowSet set : RowSet.values()) {
            List<List<NamedCsvRecord>> files = read(generations, set.label());
            List<@Nullable String> ids = column(files, "id");
            List<@Nullable String> tasks = column(files, "task");
            List<@Nullable String> expected = column(files, "expected_output");
            List<@Nullable String> generated = column(files, "model_output");
            for (int i = 0; i < ids.size(); i++) {
                rows.add(new GeneratedRow(
                        printed(ids.get(i)), tasks.get(i), set, printed(expected.get(i)), printed(generated.get(i))));
            }
        }
        return rows;
    }

    /** The finite losses in the files of a kind, {@code member} or {@code nonmember}; at least one. */
    static double[] losses(Path folder, String kind) {
        List<Double> losses = new ArrayList<>();
        for (List<NamedCsvRecord> file : read(folder, kind)) {
            for (NamedCsvRecord line : file) {
                String cell = line.findField("nll").orElse("");
                OptionalDouble loss = PandasNumbers.real(cell);
                if (loss.isEmpty() || !Double.isFinite(loss.getAsDouble())) {
                    throw UserException.data(kind + "_*.csv in " + folder + ", line " + line.getStartingLineNumber()
                            + ": nll \"" + cell + "\" is not a finite number");
                }
                losses.add(loss.getAsDouble());
            }
        }
        if (losses.isEmpty()) {
            throw UserException.data("no document in " + kind + "_*.csv of " + folder + "; at least one is needed");
        }
        return losses.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double mmluAverage(Path file) {
        try {
            JsonNode average = JSON.readTree(Files.readString(file)).path("average_acc");
            if (!average.isNumber()) {
                throw UserException.data(file + ": field \"average_acc\" is missing or not a number");
            }
            return average.doubleValue();
        } catch (IOException e) {
            throw new UserException(UserException.Kind.DATA, file + " is not a readable JSON file", e);
        }
    }

    private static List<@Nullable String> column(List<List<NamedCsvRecord>> files, String name) {
        List<PandasColumn> columns = new ArrayList<>();
        for (List<NamedCsvRecord> file : files) {
            if (!file.isEmpty() && !file.get(0).getHeader().contains(name)) {
                throw UserException.data("a file of generations has no column \"" + name
                        + "\"; needed are id, task, expected_output and model_output");
            }
            // A line that ends early has missing values at its end.
            columns.add(PandasColumn.of(
                    file.stream().map(line -> line.findField(name).orElse("")).toList()));
        }
        return PandasColumn.joined(columns).texts();
    }

    private static String printed(@Nullable String value) {
        return value == null ? MissingValues.AS_TEXT : value;
    }

    private static List<List<NamedCsvRecord>> read(Path folder, String prefix) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, prefix + "_*.csv")) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw new UserException(UserException.Kind.DATA, "cannot list the folder " + folder, e);
        }
        if (files.isEmpty()) {
            throw UserException.data("no " + prefix + "_*.csv in " + folder + "; the official script writes one there");
        }
        return files.stream().sorted().map(OfficialFiles::read).toList();
    }

    private static List<NamedCsvRecord> read(Path file) {
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder()
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .detectBomHeader(true)
                .ofNamedCsvRecord(file)) {
            return csv.stream().toList();
        } catch (IOException | UncheckedIOException | CsvParseException e) {
            throw new UserException(
                    UserException.Kind.DATA, file + " is not a readable CSV file: " + e.getMessage(), e);
        }
    }
}
