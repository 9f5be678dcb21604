package dev.lethe.harness.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildLockTests {

    @TempDir
    private Path folder;

    @Test
    void waitsForAnotherProcessUntilThatIsKilled() throws Exception {
        Path file = folder.resolve("target.lock");
        Process other = LockHolder.start(file);
        try {
            CompletableFuture<Void> waiting =
                    CompletableFuture.runAsync(() -> BuildLock.whileHolding(file, () -> false, () -> {}));
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
            assertThatThrownBy(() -> BuildLock.whileHolding(file, () -> true, () -> {}))
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
                    () -> BuildLock.whileHolding(folder.resolve("target.lock"), () -> false, work));
        }
        CompletableFuture.allOf(threads).join();

        assertThat(most).hasValue(1);
    }

    @Test
    void failureOfTheWorkFreesTheLock() {
        Path file = folder.resolve("target.lock");
        assertThatThrownBy(() -> BuildLock.whileHolding(file, () -> false, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        var done = new AtomicInteger();
        BuildLock.whileHolding(file, () -> false, done::incrementAndGet);

        assertThat(done).hasValue(1);
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
