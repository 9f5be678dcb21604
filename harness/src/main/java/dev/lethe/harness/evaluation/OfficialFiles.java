package dev.lethe.harness.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
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
 * (columns id, task, expected_output, model_output, and nll where there is one), {@code member_*.csv} and {@code nonmember_*.csv} (column nll), and
 * the MMLU file (field average_acc).
 */
public final class OfficialFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private OfficialFiles() {}

    /** Whether the folder has generations in these files. */
    public static boolean recognizes(Path folder) {
        return !named(folder, RowSet.FORGET.label()).isEmpty()
                || !named(folder, RowSet.RETAIN.label()).isEmpty();
    }

    /**
     * What the official script scores.
     *
     * @param generations folder of the generations
     * @param membership folder of the membership losses, or null
     * @param mmlu the MMLU file, or null
     * @throws UserException naming file and line if one is missing or malformed
     */
    public static ResultRows read(Path generations, @Nullable Path membership, @Nullable Path mmlu) {
        return new ResultRows(
                rows(generations),
                membership == null ? List.of() : documents(membership),
                List.of(),
                mmlu == null ? null : mmluAverage(mmlu));
    }

    /** The rows of both sets, in the order of file names and lines. */
    public static List<GeneratedRow> rows(Path generations) {
        List<GeneratedRow> rows = new ArrayList<>();
        for (RowSet set : RowSet.values()) {
            List<CsvFile> files = read(generations, set.label());
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

    /** The cells of the column nll of a set that are finite numbers; none where there is no such column. */
    public static double[] nlls(Path generations, RowSet set) {
        return read(generations, set.label()).stream()
                .flatMap(file -> file.lines().stream())
                .flatMap(line -> line.findField("nll").stream())
                .map(PandasNumbers::real)
                .flatMapToDouble(OptionalDouble::stream)
                .filter(Double::isFinite)
                .toArray();
    }

    /** The documents of {@code member_*.csv} and {@code nonmember_*.csv}, with finite losses; at least one of each. */
    public static List<DocumentLoss> documents(Path folder) {
        List<DocumentLoss> documents = new ArrayList<>(documents(folder, "member", true));
        documents.addAll(documents(folder, "nonmember", false));
        return documents;
    }

    private static List<DocumentLoss> documents(Path folder, String kind, boolean member) {
        List<DocumentLoss> documents = new ArrayList<>();
        for (CsvFile file : read(folder, kind)) {
            for (NamedCsvRecord line : file.lines()) {
                String cell = line.findField("nll").orElse("");
                OptionalDouble loss = PandasNumbers.real(cell);
                if (loss.isEmpty() || !Double.isFinite(loss.getAsDouble())) {
                    throw UserException.data(file.path() + ":" + line.getStartingLineNumber() + ": nll is \"" + cell
                            + "\"; expected a finite number");
                }
                documents.add(DocumentLoss.of(line.findField("id").orElse(""), member, loss.getAsDouble()));
            }
        }
        if (documents.isEmpty()) {
            throw UserException.data("no document in " + kind + "_*.csv of " + folder + "; at least one is needed");
        }
        return documents;
    }

    /** The field {@code average_acc} of the MMLU file. */
    public static double mmluAverage(Path file) {
        try {
            JsonNode average = JSON.readTree(Files.readString(file)).path("average_acc");
            if (!average.isNumber()) {
                throw UserException.data(file + ": field \"average_acc\" is "
                        + (average.isMissingNode() ? "missing" : average) + "; expected a number from 0 to 1");
            }
            return average.doubleValue();
        } catch (JsonProcessingException e) {
            throw new UserException(
                    UserException.Kind.DATA,
                    file + ":" + e.getLocation().getLineNr() + ": not valid JSON (" + e.getOriginalMessage()
                            + "); expected {\"average_acc\": NUMBER}",
                    e);
        } catch (IOException e) {
            throw new UserException(UserException.Kind.DATA, file + " cannot be read: " + e, e);
        }
    }

    private static List<@Nullable String> column(List<CsvFile> files, String name) {
        List<PandasColumn> columns = new ArrayList<>();
        for (CsvFile file : files) {
            List<NamedCsvRecord> lines = file.lines();
            if (!lines.isEmpty() && !lines.get(0).getHeader().contains(name)) {
                throw UserException.data(file.path() + ":1: no column \"" + name
                        + "\"; needed are id, task, expected_output and model_output");
            }
            // A line that ends early has missing values at its end.
            columns.add(PandasColumn.of(
                    lines.stream().map(line -> line.findField(name).orElse("")).toList()));
        }
        return PandasColumn.joined(columns).texts();
    }

    private static String printed(@Nullable String value) {
        return value == null ? MissingValues.AS_TEXT : value;
    }

    private static List<CsvFile> read(Path folder, String prefix) {
        List<Path> files = named(folder, prefix);
        if (files.isEmpty()) {
            throw UserException.data("no " + prefix + "_*.csv in " + folder + "; the official script writes one there");
        }
        return files.stream().map(CsvFile::read).toList();
    }

    private static List<Path> named(Path folder, String prefix) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, prefix + "_*.csv")) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw new UserException(UserException.Kind.DATA, "cannot list the folder " + folder + ": " + e, e);
        }
        return files.stream().sorted().toList();
    }

    private record CsvFile(Path path, List<NamedCsvRecord> lines) {

        static CsvFile read(Path file) {
            try (CsvReader<NamedCsvRecord> csv = CsvReader.builder()
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .detectBomHeader(true)
                    .ofNamedCsvRecord(file)) {
                return new CsvFile(file, csv.stream().toList());
            } catch (IOException | UncheckedIOException | CsvParseException e) {
                throw new UserException(
                        UserException.Kind.DATA, file + " is not a readable CSV file: " + e.getMessage(), e);
            }
        }
    }
}
