package dev.lethe.harness.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailableMemoryTests {

    @TempDir
    private Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void machineWith(long kilobytes) throws IOException {
        file("proc/meminfo", "MemTotal: 99999 kB\nMemFree: 1 kB\nMemAvailable:   " + kilobytes + " kB\n");
    }

    @Test
    void isEmptyWhereNothingIsKnown() {
        assertThat(AvailableMemory.under(root)).isEmpty();
    }

    @Test
    void isWhatTheSystemSays() throws IOException {
        machineWith(1000);

        assertThat(AvailableMemory.under(root)).contains(new AvailableMemory(1_024_000, "free on this machine"));
    }

    @Test
    void isWhatTheControlGroupLeavesWhereThatIsLess() throws IOException {
        machineWith(1000);
        file("proc/self/cgroup", "0::/job/step\n");
        file("sys/fs/cgroup/job/step/memory.max", "max\n");
        file("sys/fs/cgroup/job/step/memory.current", "5\n");
        file("sys/fs/cgroup/job/memory.max", "700000\n");
        file("sys/fs/cgroup/job/memory.current", "300000\n");
        file("sys/fs/cgroup/job/memory.stat", "anon 1\ninactive_file 50000\nactive_file 9\n");

        assertThat(AvailableMemory.under(root)).get().satisfies(available -> {
            assertThat(available.bytes()).isEqualTo(700_000 - 300_000 + 50_000);
            assertThat(available.source()).contains("control group");
        });
    }

    @Test
    void findsTheRootGroupOfAContainer() throws IOException {
        machineWith(1000);
        file("proc/self/cgroup", "0::/../outside\n");
        file("sys/fs/cgroup/memory.max", "2000\n");
        file("sys/fs/cgroup/memory.current", "1500\n");

        assertThat(AvailableMemory.under(root)).map(AvailableMemory::bytes).contains(500L);
    }

    @Test
    void readsTheFirstVersionOfControlGroupsToo() throws IOException {
        machineWith(1000);
        file("proc/self/cgroup", "3:cpu,cpuacct:/a\n4:memory:/a\n");
        file("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "800\n");
        file("sys/fs/cgroup/memory/a/memory.usage_in_bytes", "900\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        file("sys/fs/cgroup/memory/memory.usage_in_bytes", "900\n");

        assertThat(AvailableMemory.under(root)).map(AvailableMemory::bytes).contains(0L);
    }
}
