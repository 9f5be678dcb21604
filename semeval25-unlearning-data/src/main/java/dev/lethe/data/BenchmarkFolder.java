package dev.lethe.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The folders that one evaluation reads. {@link #find} looks for the parts where releases put them; each can be replaced.
 *
 * @param rows folder of the forget and retain rows, as {@link RowReader#read(Path)} takes it
 * @param membership folder of the membership documents, or null where there is none
 * @param multipleChoice folder of the multiple-choice questions, or null where there is none
 */
public record BenchmarkFolder(Path rows, @Nullable Path membership, @Nullable Path multipleChoice) {

    static final String MEMBERSHIP = "mia_data";
    static final String MULTIPLE_CHOICE = "mmlu";

    /**
     * Finds {@code mia_data/} below the folder of rows or, failing that, beside it, and {@code mmlu/} below it only:
     * membership documents belong to rows, a whole MMLU that lies beside them may be there for other reasons.
     */
    public static BenchmarkFolder find(Path rows) {
        return new BenchmarkFolder(
                rows,
                near(rows, MEMBERSHIP, MembershipReader::hasNonmembers),
                below(rows, MULTIPLE_CHOICE, MmluReader::recognizes));
    }

    /** The same with another folder of membership documents; null keeps the one found. */
    public BenchmarkFolder withMembership(@Nullable Path folder) {
        return folder == null ? this : new BenchmarkFolder(rows, folder, multipleChoice);
    }

    /** The same with another folder of multiple-choice questions; null keeps the one found. */
    public BenchmarkFolder withMultipleChoice(@Nullable Path folder) {
        return folder == null ? this : new BenchmarkFolder(rows, membership, folder);
    }

    /**
     * Reads everything. Without {@code member.jsonl} the list of members is empty: the caller knows what its model was
     * trained on, see {@link Selection#members}.
     *
     * @throws UserException if a folder is missing or a file holds mistakes
     */
    public BenchmarkData read() {
        return new BenchmarkData(
                RowReader.read(rows),
                membership == null ? null : readMembership(membership),
                multipleChoice == null ? null : MmluReader.read(multipleChoice));
    }

    private static MembershipSet readMembership(Path folder) {
        return MembershipReader.hasMembers(folder)
                ? MembershipReader.read(folder)
                : new MembershipSet(List.of(), MembershipReader.readNonmembers(folder));
    }

    private static @Nullable Path below(Path rows, String name, Predicate<Path> recognizes) {
        Path below = rows.resolve(name);
        return Files.isDirectory(below) && recognizes.test(below) ? below : null;
    }

    private static @Nullable Path near(Path rows, String name, Predicate<Path> recognizes) {
        Path below = below(rows, name, recognizes);
        Path beside = rows.toAbsolutePath().normalize().resolveSibling(name);
        boolean isBeside = below == null && Files.isDirectory(beside) && recognizes.test(beside);
        return isBeside ? beside : below;
    }
}
