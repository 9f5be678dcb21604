package dev.lethe.data.generate;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.Document;
import dev.lethe.data.MembershipSet;
import dev.lethe.data.Row;
import dev.lethe.data.Selection;
import dev.lethe.data.UnlearningDataset;
import dev.lethe.data.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The data that Lethe brings along, in the row format of LUME: short stories (Task 1), made-up people with personal data
 * (Task 2), biographies of historical persons (Task 3), membership documents of the kind of Task 3, and multiple-choice
 * questions. The same seed gives the same data on every JVM. No two documents share a sentence or an answer.
 */
public final class DefaultData {

    /** Documents per task and set where nothing else is asked for. */
    public static final int DOCUMENTS = 24;
    /** More would leave fewer non-members than members in the table of persons. */
    public static final int MOST_DOCUMENTS = 48;
    /** Non-members where the table of persons allows: enough for a steady AUC at the default size. */
    private static final int NONMEMBERS = 48;

    private DefaultData() {}

    /** {@link #DOCUMENTS} documents per task and set. */
    public static BenchmarkData generate(long seed) {
        return generate(seed, DOCUMENTS);
    }

    /**
     * Generates all parts.
     *
     * @param documentsPerTaskAndSet from 1 to {@link #MOST_DOCUMENTS}
     */
    public static BenchmarkData generate(long seed, int documentsPerTaskAndSet) {
        if (documentsPerTaskAndSet < 1 || documentsPerTaskAndSet > MOST_DOCUMENTS) {
            throw UserException.configuration("documents is " + documentsPerTaskAndSet + "; expected 1 to "
                    + MOST_DOCUMENTS + " per task and set");
        }
        Ledger ledger = new Ledger();
        Stories stories = new Stories(seed, ledger);
        People people = new People(seed, ledger);
        Biographies biographies = new Biographies(seed, ledger);
        List<Supplier<GeneratedDocument>> tasks = List.of(stories::next, people::next, biographies::next);
        Draw order = Draw.stream(seed, "order");
        UnlearningDataset rows = new UnlearningDataset(
                rows(tasks, documentsPerTaskAndSet, order), rows(tasks, documentsPerTaskAndSet, order));
        List<Document> nonmembers = new ArrayList<>();
        while (nonmembers.size() < NONMEMBERS) {
            nonmembers.add(biographies.next().asDocument());
        }
        return new BenchmarkData(
                rows, new MembershipSet(Selection.members(rows), nonmembers), MultipleChoice.generate(seed));
    }

    /** The rows of one set: documents of all tasks mixed, as in LUME, the rows of a document side by side. */
    private static List<Row> rows(List<Supplier<GeneratedDocument>> tasks, int documents, Draw order) {
        List<GeneratedDocument> drawn = new ArrayList<>();
        for (Supplier<GeneratedDocument> task : tasks) {
            for (int i = 0; i < documents; i++) {
                drawn.add(task.get());
            }
        }
        return order.shuffled(drawn).stream()
                .flatMap(document -> document.rows().stream())
                .toList();
    }
}
