package dev.lethe.harness.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTests {

    @TempDir
    private Path folder;

    @Test
    void waitsForAnotherProcessUntilThatIsKilled() throws Exception {
        Path file = folder.resolve("target.lock");
        Process other = LockHolder.start(file);
        try {
            CompletableFuture<Void> waiting =
                    CompletableFuture.runAsync(() -> lock(file).whileHolding(() -> false, () -> {}));
            assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            other.destroyForcibly().waitFor();

            assertThat(waiting).succeedsWithin(10, TimeUnit.SECONDS);
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void waitingEndsWhenCancelled() throws Exception {
        Path file = folder.resolve("target.lock");
        Process other = LockHolder.start(file);
        try {
            assertThatThrownBy(() -> lock(file).whileHolding(() -> true, () -> {}))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining(file.toString());
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void letsOneThreadWorkAtATime() {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        Runnable work = () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            sleep();
            inside.decrementAndGet();
        };

        CompletableFuture<?>[] threads = new CompletableFuture<?>[3];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = CompletableFuture.runAsync(
                    () -> lock(folder.resolve("target.lock")).whileHolding(() -> false, work));
        }
        CompletableFuture.allOf(threads).join();

        assertThat(most).hasValue(1);
    }

    @Test
    void failureOfTheWorkFreesTheLock() {
        Path file = folder.resolve("target.lock");
        assertThatThrownBy(() -> lock(file).whileHolding(() -> false, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        var done = new AtomicInteger();
        lock(file).whileHolding(() -> false, done::incrementAndGet);

        assertThat(done).hasValue(1);
    }

    @Test
    void saysWhatToDoWhereTheFileCannotBeLocked() throws IOException {
        Path below = Files.writeString(folder.resolve("file"), "").resolve("target.lock");

        assertThatThrownBy(() -> lock(below).whileHolding(() -> false, () -> {}))
                .hasMessageContaining("cannot lock " + below)
                .hasMessageEndingWith("; a remedy");
    }

    private static ProcessLock lock(Path file) {
        return new ProcessLock(file, "tests", "a remedy");
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
