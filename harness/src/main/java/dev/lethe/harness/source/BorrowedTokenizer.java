package dev.lethe.harness.source;

import dev.lethe.data.UserException;
import dev.lethe.harness.record.AtomicFolder;
import dev.lethe.harness.record.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Completes a checkpoint that was published without its tokenizer: a folder of links to its files and to the tokenizer
 * of another repository. The hub's cache itself belongs to all its clients and stays as it is.
 *
 * @param cache Lethe's own cache
 */
record BorrowedTokenizer(Path cache, BooleanSupplier cancelled) {

    private static final List<String> TOKENIZER =
            List.of("tokenizer", "special_tokens", "added_tokens", "chat_template", "vocab", "merges");

    /**
     * The folder with both.
     *
     * @param checkpoint a snapshot without tokenizer
     * @param lender a snapshot with one
     */
    Path complete(HubId id, Path checkpoint, Path lender) {
        Path folder = cache.resolve("models")
                .resolve(id.organization() + "--" + id.name() + "-" + checkpoint.getFileName() + "-"
                        + lender.getFileName());
        if (!isComplete(folder)) {
            ProcessLock.whileHolding(
                    folder.resolveSibling(folder.getFileName() + ".lock"),
                    "gives " + id + " its tokenizer",
                    "name a writable folder with -Dcache=",
                    cancelled,
                    () -> build(folder, checkpoint, lender));
        }
        return folder;
    }

    /** A link may have lost its file: the hub's cache is cleared by other tools, too. */
    private static boolean isComplete(Path folder) {
        return Files.isDirectory(folder) && CheckpointFiles.missing(folder).isEmpty();
    }

    private static void build(Path folder, Path checkpoint, Path lender) {
        if (isComplete(folder)) {
            return;
        }
        if (Files.isDirectory(folder)) {
            AtomicFolder.discard(folder);
        }
        Path draft = AtomicFolder.create(folder);
        link(checkpoint, draft, name -> !ofTokenizer(name));
        link(lender, draft, BorrowedTokenizer::ofTokenizer);
        AtomicFolder.publish(draft, folder);
    }

    private static boolean ofTokenizer(String name) {
        return TOKENIZER.stream().anyMatch(name::startsWith);
    }

    private static void link(Path from, Path to, Predicate<String> wanted) {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (wanted.test(name)) {
                    link(to.resolve(name), file.toRealPath());
                }
            }
        } catch (IOException e) {
            throw UserException.environment("cannot link the files of " + from + " in " + to + ": " + e, e);
        }
    }

    private static void link(Path link, Path file) throws IOException {
        try {
            Files.createSymbolicLink(link, file);
        } catch (IOException | UnsupportedOperationException noLinks) {
            Files.copy(file, link);
        }
    }
}
