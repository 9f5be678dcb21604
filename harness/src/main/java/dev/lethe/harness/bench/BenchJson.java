package dev.lethe.harness.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lethe.harness.record.AtomicFile;
import dev.lethe.harness.record.RecordJson;
import java.nio.file.Path;

/** Writes what a bench found as JSON. */
final class BenchJson {

    private BenchJson() {}

    static void write(Path file, Record report) {
        AtomicFile.write(file, RecordJson.text(JsonMapper.builder().build().valueToTree(report)));
    }
}
