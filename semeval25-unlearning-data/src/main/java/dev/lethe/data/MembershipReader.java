package dev.lethe.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the documents of the membership attack: {@code member.jsonl} and {@code nonmember.jsonl}, in the folder itself
 * or in {@code mia_data/} below it. Three schemas are known, and may be mixed: member rows with the nested objects
 * {@code question_answering_task} and {@code sentence_completion_task}, Dolma rows with their metadata, and rows of
 * {@code id} and {@code document} only.
 */
public final class MembershipReader {

    private static final String MEMBERS = "member.jsonl";
    private static final String NONMEMBERS = "nonmember.jsonl";

    private MembershipReader() {}

    /**
     * Reads both files.
     *
     * @throws UserException if one is missing, holds mistakes, or a document is in both
     */
    public static MembershipSet read(Path folder) {
        List<Document> members = documents(file(folder, MEMBERS));
        List<Document> nonmembers = documents(file(folder, NONMEMBERS));
        Set<String> memberTexts = new HashSet<>();
        members.forEach(member -> memberTexts.add(member.text()));
        for (Document nonmember : nonmembers) {
            if (memberTexts.contains(nonmember.text())) {
                throw UserException.data(
                        "document \"" + nonmember.id() + "\" of " + NONMEMBERS + " is also in " + MEMBERS
                                + " in " + folder.toAbsolutePath().normalize()
                                + "; a document is either a member or not: remove it from one file.");
            }
        }
        return new MembershipSet(members, nonmembers);
    }

    /** Reads {@code nonmember.jsonl} alone, for callers that know the members themselves. */
    public static List<Document> readNonmembers(Path folder) {
        return documents(file(folder, NONMEMBERS));
    }

    /** Whether the folder has a {@code member.jsonl}. */
    public static boolean hasMembers(Path folder) {
        return exists(folder, MEMBERS);
    }

    /** Whether the folder has a {@code nonmember.jsonl}, without which there is no attack. */
    public static boolean hasNonmembers(Path folder) {
        return exists(folder, NONMEMBERS);
    }

    private static boolean exists(Path folder, String name) {
        return Files.isRegularFile(folder.resolve(name))
                || Files.isRegularFile(
                        folder.resolve(BenchmarkFolder.MEMBERSHIP).resolve(name));
    }

    private static Path file(Path folder, String name) {
        if (!exists(folder, name)) {
            throw UserException.data("no " + name + " in "
                    + folder.toAbsolutePath().normalize() + "; looked for " + name + " and "
                    + BenchmarkFolder.MEMBERSHIP + "/" + name + ", one JSON object with id and document a line.");
        }
        Path here = folder.resolve(name);
        return Files.isRegularFile(here)
                ? here
                : folder.resolve(BenchmarkFolder.MEMBERSHIP).resolve(name);
    }

    private static List<Document> documents(Path file) {
        List<Document> documents = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        JsonLines.read(file, line -> {
            String id = line.text("id");
            String text = line.text("document");
            line.checkOptionalObject("question_answering_task", "Question", "Answer");
            line.checkOptionalObject("sentence_completion_task", "input", "output");
            if (id == null || text == null) {
                return;
            }
            Integer before = lines.putIfAbsent(id, line.number());
            if (before == null) {
                documents.add(new Document(id, text));
            } else {
                line.problems()
                        .add(
                                line.number(),
                                "id \"" + id + "\" stands already at line " + before
                                        + "; every document needs an id of its own");
            }
        });
        return documents;
    }
}
