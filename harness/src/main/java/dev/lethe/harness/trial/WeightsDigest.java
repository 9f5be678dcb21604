package dev.lethe.harness.trial;

import dev.lethe.data.UserException;
import dev.lethe.harness.record.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The digest of a checkpoint's weights, configuration and tokenizer, remembered while its files stay untouched. */
final class WeightsDigest {

    private WeightsDigest() {}

    /** @param cache folder that remembers digests by path, size and modification time */
    static String of(Path checkpoint, Path cache) {
        List<Path> files = files(checkpoint);
        Path remembered = cache.resolve("digests").resolve(Digest.ofTexts(stamps(files)));
        try {
            if (Files.exists(remembered)) {
                return Files.readString(remembered);
            }
            String digest = Digest.ofFiles(checkpoint, files);
            Files.createDirectories(remembered.getParent());
            AtomicFile.write(remembered, digest);
            return digest;
        } catch (IOException e) {
            throw UserException.environment(
                    "cannot use the cache " + cache + ": " + e + "; name a writable folder with -Dcache=", e);
        }
    }

    private static List<Path> files(Path checkpoint) {
        try (Stream<Path> files = Files.list(checkpoint)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.endsWith(".safetensors")
                                || name.equals("config.json")
                                || name.equals("adapter_config.json")
                                || name.equals("tokenizer.json");
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw UserException.checkpoint(checkpoint + " cannot be read: " + e.getMessage()
                    + "; name a folder with config.json, tokenizer.json and safetensors files");
        }
    }

    private static List<String> stamps(List<Path> files) {
        var stamps = new ArrayList<String>();
        for (Path file : files) {
            try {
                stamps.add(file.toAbsolutePath() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
            } catch (IOException e) {
                throw UserException.environment("cannot read " + file + ": " + e.getMessage(), e);
            }
        }
        return stamps;
    }
}
