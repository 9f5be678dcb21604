package dev.lethe.harness.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessLockTests {

    @TempDir
    private Path folder;

    @Test
    void theLockOfAProcessThatIsKilledIsFree() throws Exception {
        Process other = otherProcess();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("held");
            assertThat(folder.resolve("a.lock")).content().startsWith(other.pid() + " since ");
            var cancelled = new AtomicBoolean();
            assertThatThrownBy(() -> hold(() -> cancelled.getAndSet(true), () -> {}))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("cancelled while somebody else tests");
        } finally {
            other.destroyForcibly().waitFor();
        }

        var ran = new AtomicBoolean();
        hold(() -> false, () -> ran.set(true));
        assertThat(ran).isTrue();
    }

    @Test
    void threadsOfOneProcessTakeTurns() throws Exception {
        var inside = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var first = CompletableFuture.runAsync(() -> hold(() -> false, () -> {
            inside.countDown();
            await(release);
        }));
        await(inside);
        var second = CompletableFuture.runAsync(
                () -> hold(() -> false, () -> assertThat(first.isDone() || release.getCount() == 0)
                        .isTrue()));
        assertThat(second.isDone()).isFalse();
        release.countDown();

        first.get(30, TimeUnit.SECONDS);
        second.get(30, TimeUnit.SECONDS);
    }

    @Test
    void threadThatHoldsTheLockDoesNotWaitForItself() {
        assertThatThrownBy(() -> hold(() -> false, () -> hold(() -> false, () -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a.lock");
    }

    @Test
    void workThatFailsFreesTheLock() {
        assertThatThrownBy(() -> hold(() -> false, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        var ran = new AtomicBoolean();
        hold(() -> false, () -> ran.set(true));
        assertThat(ran).isTrue();
    }

    @Test
    void saysWhatToDoWhereTheFileCannotBeLocked() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> ProcessLock.whileHolding(
                        file.resolve("below.lock"), "tests", "name another folder", () -> false, () -> {}))
                .hasMessageContaining("cannot lock " + file.resolve("below.lock"))
                .hasMessageEndingWith("name another folder");
    }

    private void hold(BooleanSupplier cancelled, Runnable work) {
        ProcessLock.whileHolding(folder.resolve("a.lock"), "tests", "no remedy", cancelled, work);
    }

    private Process otherProcess() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LockHolderTestCase.class.getName(),
                        folder.resolve("a.lock").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The other process: says when it holds the lock, and keeps it until it is killed. */
    static final class LockHolderTestCase {

        private LockHolderTestCase() {}

        public static void main(String[] arguments) {
            ProcessLock.whileHolding(Path.of(arguments[0]), "tests", "no remedy", () -> false, () -> {
                System.out.println("held");
                await(new CountDownLatch(1));
            });
        }
    }
}
