package dev.lethe.data;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Smaller selections of the data. None of them changes the order of the rows. */
public final class Selection {

    private Selection() {}

    /** The rows of the given tasks; membership documents and questions stay as they are. */
    public static BenchmarkData tasks(BenchmarkData data, Set<Task> tasks) {
        Predicate<Row> chosen = row -> tasks.contains(row.task());
        return withRows(
                data,
                data.rows().forget().stream().filter(chosen).toList(),
                data.rows().retain().stream().filter(chosen).toList());
    }

    /**
     * The first documents of each task and set, in file order and with all their rows, and as many questions of each
     * subject; membership documents stay as they are, so members must be taken anew where the model saw no more.
     *
     * @param documentsPerTaskAndSet at least 1
     */
    public static BenchmarkData limit(BenchmarkData data, int documentsPerTaskAndSet) {
        if (documentsPerTaskAndSet < 1) {
            throw UserException.configuration(
                    "limit is " + documentsPerTaskAndSet + "; expected 1 or more documents per task and set");
        }
        return new BenchmarkData(
                new UnlearningDataset(
                        first(data.rows().forget(), documentsPerTaskAndSet),
                        first(data.rows().retain(), documentsPerTaskAndSet)),
                data.membership(),
                data.multipleChoice() == null ? null : first(data.multipleChoice(), documentsPerTaskAndSet));
    }

    /**
     * The rows whose id one of the filters names; membership documents and questions stay as they are.
     *
     * @param filters ids, document keys, or either with {@code *} for any text; the quotation marks that are part of the
     *     ids of Task 1 may be left out
     * @throws UserException if a filter names no row
     */
    public static BenchmarkData rows(BenchmarkData data, List<String> filters) {
        List<Row> all = Stream.concat(data.rows().forget().stream(), data.rows().retain().stream())
                .toList();
        Predicate<Row> chosen = row -> false;
        for (String filter : filters) {
            Predicate<Row> named = named(filter);
            if (all.stream().noneMatch(named)) {
                throw UserException.data("rows: \"" + filter + "\" names none of the " + all.size()
                        + " rows; expected an id such as "
                        + (all.isEmpty() ? "59716187sc1" : all.get(0).id())
                        + ", the key of a document, or either with * for any text");
            }
            chosen = chosen.or(named);
        }
        return withRows(
                data,
                data.rows().forget().stream().filter(chosen).toList(),
                data.rows().retain().stream().filter(chosen).toList());
    }

    /**
     * The questions of the given subjects and their examples; rows and membership documents stay as they are.
     *
     * @throws UserException if there are no questions of a subject
     */
    public static BenchmarkData subjects(BenchmarkData data, Set<String> subjects) {
        MultipleChoiceSet questions = data.multipleChoice();
        if (questions == null) {
            throw UserException.data(
                    "subjects: there are no multiple-choice questions to choose from; name their folder"
                            + " with -Dmmlu=");
        }
        Set<String> known = new TreeSet<>();
        questions.test().forEach(question -> known.add(question.subject()));
        for (String subject : subjects) {
            if (!known.contains(subject)) {
                throw UserException.data("subjects: there are no questions about \"" + subject + "\"; expected some of "
                        + String.join(", ", known));
            }
        }
        Predicate<MultipleChoiceQuestion> chosen = question -> subjects.contains(question.subject());
        return new BenchmarkData(
                data.rows(),
                data.membership(),
                new MultipleChoiceSet(
                        questions.dev().stream().filter(chosen).toList(),
                        questions.test().stream().filter(chosen).toList()));
    }

    /** The members that the rows themselves give: the full texts of the Task 3 completion rows to forget. */
    public static List<Document> members(UnlearningDataset rows) {
        return rows.forget().stream()
                .filter(row -> row.task() == Task.TASK3 && row.probe() == Probe.SENTENCE_COMPLETION)
                .map(row -> new Document(row.documentKey(), row.text()))
                .toList();
    }

    private static Predicate<Row> named(String filter) {
        Pattern pattern = Pattern.compile(
                Stream.of(unquoted(filter).split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
        return row -> pattern.matcher(unquoted(row.id())).matches()
                || pattern.matcher(unquoted(row.documentKey())).matches();
    }

    private static String unquoted(String id) {
        return id.replace("\"", "");
    }

    private static List<Row> first(List<Row> rows, int documents) {
        Map<Task, Set<String>> keys = new EnumMap<>(Task.class);
        for (Row row : rows) {
            Set<String> seen = keys.computeIfAbsent(row.task(), task -> new LinkedHashSet<>());
            if (seen.size() < documents) {
                seen.add(row.documentKey());
            }
        }
        return rows.stream()
                .filter(row -> keys.getOrDefault(row.task(), Set.of()).contains(row.documentKey()))
                .toList();
    }

    private static MultipleChoiceSet first(MultipleChoiceSet questions, int perSubject) {
        Map<String, Integer> taken = new HashMap<>();
        return new MultipleChoiceSet(
                questions.dev(),
                questions.test().stream()
                        .filter(question -> taken.merge(question.subject(), 1, Integer::sum) <= perSubject)
                        .toList());
    }

    private static BenchmarkData withRows(BenchmarkData data, List<Row> forget, List<Row> retain) {
        return new BenchmarkData(new UnlearningDataset(forget, retain), data.membership(), data.multipleChoice());
    }
}
