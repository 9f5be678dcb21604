package dev.lethe.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads multiple-choice questions in the layout of MMLU: {@code test/<subject>_test.csv}, the scored questions, and
 * {@code dev/<subject>_dev.csv}, their few-shot examples. Six columns without a header: question, options A to D, letter
 * of the answer. Both folders may lie in {@code data/}, as in the released archive. Text is kept exactly: nothing is trimmed, no type is guessed.
 */
public final class MmluReader {

    private static final String LETTERS = "ABCD";
    private static final int COLUMNS = 6;

    private MmluReader() {}

    /** Reads all subjects of the folder, in alphabetical order. */
    public static MultipleChoiceSet read(Path folder) {
        return read(folder, null);
    }

    /**
     * Reads some subjects of the folder, in alphabetical order.
     *
     * @param subjects names without {@code _test.csv}, or null for all
     * @throws UserException if a subject is unknown, has no dev file, or a record is malformed
     */
    public static MultipleChoiceSet read(Path root, @Nullable Set<String> subjects) {
        Path folder = inside(root);
        Set<String> known = subjects(folder);
        Set<String> chosen = subjects == null ? known : new TreeSet<>(subjects);
        List<MultipleChoiceQuestion> dev = new ArrayList<>();
        List<MultipleChoiceQuestion> test = new ArrayList<>();
        for (String subject : chosen) {
            if (!known.contains(subject)) {
                throw UserException.data("unknown subject \"" + subject + "\" in " + shown(folder)
                        + "; expected one of " + String.join(", ", known));
            }
            Path devFile = folder.resolve("dev").resolve(subject + "_dev.csv");
            if (!Files.isRegularFile(devFile)) {
                throw UserException.data("subject \"" + subject + "\" has no few-shot examples; expected "
                        + shown(devFile) + ". Add that file, or leave the subject out.");
            }
            dev.addAll(questions(devFile, subject));
            test.addAll(questions(folder.resolve("test").resolve(subject + "_test.csv"), subject));
        }
        return new MultipleChoiceSet(dev, test);
    }

    /** Whether the folder has questions: a {@code test} folder with a {@code *_test.csv}. */
    public static boolean recognizes(Path root) {
        Path folder = inside(root);
        return Files.isDirectory(folder.resolve("test"))
                && !list(folder.resolve("test")).isEmpty();
    }

    /** The archive as released has its folders in {@code data/}. */
    private static Path inside(Path folder) {
        Path data = folder.resolve("data");
        return !Files.isDirectory(folder.resolve("test")) && Files.isDirectory(data.resolve("test")) ? data : folder;
    }

    private static Set<String> subjects(Path folder) {
        if (!recognizes(folder)) {
            throw UserException.data("no multiple-choice questions in " + shown(folder)
                    + "; looked for test/<subject>_test.csv and dev/<subject>_dev.csv.");
        }
        return list(folder.resolve("test"));
    }

    private static Set<String> list(Path testFolder) {
        try (Stream<Path> files = Files.list(testFolder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("_test.csv"))
                    .map(name -> name.substring(0, name.length() - "_test.csv".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UserException(
                    UserException.Kind.DATA,
                    "cannot list " + shown(testFolder) + ": " + e + "; check its permissions",
                    e);
        }
    }

    private static List<MultipleChoiceQuestion> questions(Path file, String subject) {
        String text = TextFile.read(file);
        Problems problems = new Problems(file);
        if (text.isBlank()) {
            throw problems.empty("records of question, A, B, C, D, letter");
        }
        List<MultipleChoiceQuestion> questions = new ArrayList<>();
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
            for (CsvRecord record : records) {
                MultipleChoiceQuestion question = question(record, subject, problems);
                if (question != null) {
                    questions.add(question);
                }
            }
        } catch (CsvParseException e) {
            throw new UserException(
                    UserException.Kind.DATA,
                    shown(file) + ": not valid CSV (" + e.getMessage() + "); check its quotes",
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot fail to be read", e);
        }
        problems.throwIfAny();
        return questions;
    }

    private static @Nullable MultipleChoiceQuestion question(CsvRecord record, String subject, Problems problems) {
        long line = record.getStartingLineNumber();
        if (record.getFieldCount() != COLUMNS) {
            problems.add(
                    line,
                    "the record has " + record.getFieldCount() + " fields; expected question, A, B, C, D, letter");
            return null;
        }
        String letter = record.getField(COLUMNS - 1);
        if (letter.length() != 1 || !LETTERS.contains(letter)) {
            problems.add(line, "the answer is \"" + letter + "\"; expected A, B, C or D");
            return null;
        }
        if (record.getField(0).isBlank()) {
            problems.add(line, "the question is empty; expected some text");
            return null;
        }
        return new MultipleChoiceQuestion(
                subject, record.getField(0), record.getFields().subList(1, COLUMNS - 1), LETTERS.indexOf(letter));
    }

    private static String shown(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
