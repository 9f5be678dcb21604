package dev.lethe.harness.source;

import dev.lethe.data.UserException;
import dev.lethe.harness.spi.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Brings a file into a folder, under its hash: what an earlier try left is gone on with, and nothing gets its name
 * before its size and its hash are right.
 *
 * @param silence how long a connection may bring nothing
 */
record FileDownload(RemoteFile file, Path blobs, Duration silence, Progress progress, BooleanSupplier cancelled)
        implements Retry.Work<Path> {

    private static final int BUFFER = 1 << 18;
    private static final double MEGABYTE = 1e6;

    /** What has arrived so far. */
    Path partial() {
        return blobs.resolve(file.partialName());
    }

    @Override
    public long headway() {
        try {
            return Files.isRegularFile(partial()) ? Files.size(partial()) : 0;
        } catch (IOException e) {
            throw unwritable(partial(), e);
        }
    }

    /** The blob, checked. */
    @Override
    public Path run() throws IOException, InterruptedException {
        long offset = headway();
        ContentHash expected;
        long size;
        try (HubResponse response = file.open(offset)) {
            Optional<ContentHash> known = file.hash().or(response::hash);
            if (response.status() == HubResponse.RANGE_NOT_SATISFIABLE && known.isEmpty()) {
                throw beginAnew(offset);
            }
            expected = known.orElseThrow(() -> unchecked("X-Linked-Etag or ETag with its hash"));
            size = response.size().orElseThrow(() -> unchecked("X-Linked-Size or Content-Length"));
            Path blob = blobs.resolve(expected.hex());
            if (Files.isRegularFile(blob) && Files.size(blob) == size) {
                Files.deleteIfExists(partial());
                return blob;
            }
            if (offset != size) {
                receive(response, offset, size);
            }
        }
        return publish(expected, size);
    }

    private void receive(HubResponse response, long offset, long size) throws IOException {
        long begin = response.offset();
        if (offset > size || response.status() == HubResponse.RANGE_NOT_SATISFIABLE || begin > 0 && begin != offset) {
            throw beginAnew(offset);
        }
        requireSpace(size - begin);
        progress.begin("download " + file, size);
        try (OutputStream out = open(begin);
                var body = new StallGuard(response.body(), silence, cancelled)) {
            byte[] buffer = new byte[BUFFER];
            long done = begin;
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                write(out, buffer, count);
                done += count;
                progress.advance(done, String.format(Locale.ROOT, "%.1f of %.1f MB", done / MEGABYTE, size / MEGABYTE));
            }
        } finally {
            progress.end();
        }
    }

    private TransientFailure beginAnew(long offset) throws IOException {
        Files.deleteIfExists(partial());
        return new TransientFailure("cannot go on after " + offset + " bytes; beginning anew", null);
    }

    private OutputStream open(long begin) {
        try {
            return begin == 0
                    ? Files.newOutputStream(partial())
                    : Files.newOutputStream(partial(), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritable(partial(), e);
        }
    }

    /** A full disk is no matter of the connection: trying again does not help. */
    private void write(OutputStream out, byte[] buffer, int count) {
        try {
            out.write(buffer, 0, count);
        } catch (IOException e) {
            throw unwritable(partial(), e);
        }
    }

    private void requireSpace(long needed) throws IOException {
        long free = Files.getFileStore(blobs).getUsableSpace();
        if (free < needed) {
            String message = String.format(
                    Locale.ROOT,
                    "%s needs %.1f MB more, but %s has only %.1f MB left. Make room, or name another folder with"
                            + " %s.",
                    file,
                    needed / MEGABYTE,
                    blobs,
                    free / MEGABYTE,
                    file.folderOption());
            throw new UserException(UserException.Kind.ENVIRONMENT, message);
        }
    }

    private Path publish(ContentHash expected, long size) throws IOException {
        long found = headway();
        if (found < size) {
            throw new TransientFailure("the connection ended after " + found + " of " + size + " bytes", null);
        }
        if (found > size) {
            throw damaged("a size of " + size + " bytes", found + " bytes");
        }
        ContentHash computed = expected.of(partial());
        if (!computed.equals(expected)) {
            throw damaged(expected.toString(), computed.toString());
        }
        Path blob = blobs.resolve(expected.hex());
        try {
            return Files.move(partial(), blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(blob, e);
        }
    }

    private UserException damaged(String expected, String found) throws IOException {
        Files.deleteIfExists(partial());
        return UserException.checkpoint(file + ": expected " + expected + ", found " + found
                + ". What had arrived is deleted; run again. If that does not help, the file there or what lies"
                + " between is damaged.");
    }

    private UserException unchecked(String header) {
        return UserException.checkpoint(
                file + ": the answer lacks the header " + header + ", so the file cannot be checked. " + file.doubt());
    }

    private UserException unwritable(Path path, IOException cause) {
        return UserException.environment(
                "cannot write " + path + ": " + cause + ". Is the disk full or the folder read-only? "
                        + file.folderOption() + " names another folder.",
                cause);
    }
}
