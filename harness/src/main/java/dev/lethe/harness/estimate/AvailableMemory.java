package dev.lethe.harness.estimate;

import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.DeviceMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Memory that this process can still take.
 *
 * @param bytes how much
 * @param source who says so: the system, or the limit of a control group
 */
public record AvailableMemory(long bytes, String source) {

    /** What Linux says of this process; empty where nothing does. */
    public static Optional<AvailableMemory> here() {
        return under(Path.of("/"));
    }

    /** What a device has free for a computation; empty where nothing says so. */
    public static Optional<AvailableMemory> on(Compute compute) {
        if (compute.isCpu()) {
            return here();
        }
        OptionalLong free = DeviceMemory.free(compute);
        return free.isPresent()
                ? Optional.of(new AvailableMemory(free.getAsLong(), "free on " + compute.device()))
                : Optional.empty();
    }

    /** As {@link #here()}, with the system's files below another root. The scarcest source counts. */
    static Optional<AvailableMemory> under(Path root) {
        var found = new ArrayList<AvailableMemory>();
        lines(root.resolve("proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .map(line -> line.replaceAll("\\D", ""))
                .filter(digits -> !digits.isEmpty())
                .mapToLong(digits -> Long.parseLong(digits) * 1024)
                .mapToObj(bytes -> new AvailableMemory(bytes, "free on this machine"))
                .forEach(found::add);
        Path groups = root.resolve("sys/fs/cgroup");
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            // Hierarchy, controllers, path; version 2 has one line without controllers.
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                addLimits(found, groups, parts[2], "memory.max", "memory.current", "inactive_file");
            } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                Path memory = groups.resolve("memory");
                addLimits(
                        found,
                        memory,
                        parts[2],
                        "memory.limit_in_bytes",
                        "memory.usage_in_bytes",
                        "total_inactive_file");
            }
        }
        return found.stream().min(Comparator.comparingLong(AvailableMemory::bytes));
    }

    /** The limits of a group and of those it is in. In a container its path may not be there; the root then is. */
    private static void addLimits(
            List<AvailableMemory> found, Path root, String path, String limit, String usage, String cached) {
        Path group = root.resolve(path.substring(path.startsWith("/") ? 1 : 0)).normalize();
        if (!group.startsWith(root)) {
            group = root;
        }
        for (Path at = group; at != null && at.startsWith(root); at = at.getParent()) {
            OptionalLong bytes = number(at.resolve(limit));
            OptionalLong used = number(at.resolve(usage));
            if (bytes.isPresent() && used.isPresent()) {
                long reclaimable = statistic(at.resolve("memory.stat"), cached);
                found.add(new AvailableMemory(
                        Math.max(0, bytes.getAsLong() - used.getAsLong() + reclaimable),
                        "left under the memory limit of this process's control group"));
            }
        }
    }

    /** A number; not {@code max}, nor the 19 digits by which version 1 says that there is no limit. */
    private static OptionalLong number(Path file) {
        return lines(file).stream()
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    /** A number of {@code memory.stat}; 0 where it is not there. */
    private static long statistic(Path file, String key) {
        return lines(file).stream()
                .filter(line -> line.matches(key + " \\d{1,18}"))
                .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException absent) {
            return List.of();
        }
    }
}
