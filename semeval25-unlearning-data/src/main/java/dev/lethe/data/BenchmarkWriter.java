package dev.lethe.data;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes data in the layout of SemEval-2025 Task 4: {@code data/forget_train.jsonl}, {@code data/retain_train.jsonl},
 * {@code mia_data/member.jsonl}, {@code mia_data/nonmember.jsonl}, {@code mmlu/dev/*.csv} and {@code mmlu/test/*.csv}.
 * The readers return equal data, with the multiple-choice subjects in alphabetical order.
 */
public final class BenchmarkWriter {

    /** Pure ASCII, as released: the files survive tools that guess encodings. */
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private BenchmarkWriter() {}

    /**
     * Writes all parts into a folder, which appears only when it is complete.
     *
     * @throws UserException if the folder exists and is not empty, or cannot be written
     */
    public static void write(BenchmarkData data, Path folder) {
        NewFolder.fill(folder, root -> {
            writeRows(data.rows(), root.resolve("data"));
            MembershipSet membership = data.membership();
            if (membership != null) {
                writeMembership(membership, data.rows(), root.resolve(BenchmarkFolder.MEMBERSHIP));
            }
            MultipleChoiceSet questions = data.multipleChoice();
            if (questions != null) {
                Path mmlu = root.resolve(BenchmarkFolder.MULTIPLE_CHOICE);
                writeQuestions(questions.dev(), mmlu.resolve("dev"), "_dev.csv");
                writeQuestions(questions.test(), mmlu.resolve("test"), "_test.csv");
            }
        });
    }

    private static void writeRows(UnlearningDataset rows, Path folder) throws IOException {
        for (RowSet set : RowSet.values()) {
            List<ObjectNode> lines = new ArrayList<>();
            for (Row row : rows.rows(set)) {
                lines.add(MAPPER.createObjectNode()
                        .put("id", row.id())
                        .put("input", row.input())
                        .put("output", row.output())
                        .put("task", row.task().label())
                        .put("split", set.label()));
            }
            writeLines(lines, folder.resolve(set.label() + "_train.jsonl"));
        }
    }

    private static void writeMembership(MembershipSet membership, UnlearningDataset rows, Path folder)
            throws IOException {
        Map<String, List<Row>> rowsByKey = new HashMap<>();
        rows.forget().forEach(row -> rowsByKey
                .computeIfAbsent(row.documentKey(), key -> new ArrayList<>())
                .add(row));
        List<ObjectNode> members = new ArrayList<>();
        for (Document member : membership.members()) {
            ObjectNode line = documentLine(member);
            rowsByKey.getOrDefault(member.id(), List.of()).forEach(row -> putProbe(line, row));
            members.add(line);
        }
        // No members means that the reader's caller supplies them: an empty file would be an error, no file is not.
        if (!members.isEmpty()) {
            writeLines(members, folder.resolve("member.jsonl"));
        }
        writeLines(
                membership.nonmembers().stream()
                        .map(BenchmarkWriter::documentLine)
                        .toList(),
                folder.resolve("nonmember.jsonl"));
    }

    private static ObjectNode documentLine(Document document) {
        return MAPPER.createObjectNode().put("id", document.id()).put("document", document.text());
    }

    private static void putProbe(ObjectNode line, Row row) {
        switch (row.probe()) {
            case QUESTION_ANSWER -> line.putObject("question_answering_task")
                    .put("Question", row.input())
                    .put("Answer", row.output());
            case SENTENCE_COMPLETION -> line.putObject("sentence_completion_task")
                    .put("input", row.input())
                    .put("output", row.output());
        }
    }

    private static void writeLines(List<ObjectNode> lines, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (ObjectNode line : lines) {
                writer.append(MAPPER.writeValueAsString(line)).append('\n');
            }
        }
    }

    private static void writeQuestions(List<MultipleChoiceQuestion> questions, Path folder, String suffix)
            throws IOException {
        Map<String, List<MultipleChoiceQuestion>> bySubject = new TreeMap<>();
        questions.forEach(question -> bySubject
                .computeIfAbsent(question.subject(), subject -> new ArrayList<>())
                .add(question));
        Files.createDirectories(folder);
        for (Map.Entry<String, List<MultipleChoiceQuestion>> subject : bySubject.entrySet()) {
            try (CsvWriter writer = CsvWriter.builder()
                    .lineDelimiter(LineDelimiter.LF)
                    .build(folder.resolve(subject.getKey() + suffix))) {
                for (MultipleChoiceQuestion question : subject.getValue()) {
                    List<String> fields = new ArrayList<>();
                    fields.add(question.question());
                    fields.addAll(question.choices());
                    fields.add("ABCD".substring(question.answer(), question.answer() + 1));
                    writer.writeRecord(fields);
                }
            }
        }
    }
}
