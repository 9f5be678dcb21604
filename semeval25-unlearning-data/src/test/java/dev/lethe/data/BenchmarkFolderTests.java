package dev.lethe.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.generate.DefaultData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writing, finding and reading the parts of a benchmark: what is written comes back, and nothing is half-written. */
class BenchmarkFolderTests {

    private static final UnlearningDataset ROWS = new UnlearningDataset(
            List.of(
                    new Row("1sc1", "A life\n\nbegins", "and ends.", Task.TASK3),
                    new Row("1qa0", "Who?", "A", Task.TASK3),
                    new Row("\"x\"sc1", "Once", "upon \u2014 a time", Task.TASK1)),
            List.of(new Row("2sc1", "B", "b", Task.TASK3)));
    private static final MultipleChoiceSet QUESTIONS = new MultipleChoiceSet(
            List.of(question("none", "None")), List.of(question("two\nlines, \"quoted\"", " 0.10 ")));

    @TempDir
    Path folder = Path.of("");

    @Test
    void readsBackWhatWasWritten() {
        BenchmarkData data = new BenchmarkData(
                ROWS, new MembershipSet(Selection.members(ROWS), List.of(new Document("9", "C"))), QUESTIONS);

        BenchmarkWriter.write(data, folder.resolve("new"));

        assertThat(BenchmarkFolder.find(folder.resolve("new")).read()).isEqualTo(data);
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void findsMembershipDocumentsBesideTheFolderOfRowsButNoQuestions() {
        BenchmarkWriter.write(
                new BenchmarkData(ROWS, new MembershipSet(List.of(), List.of(new Document("9", "C"))), QUESTIONS),
                folder.resolve("new"));

        BenchmarkData data =
                BenchmarkFolder.find(folder.resolve("new").resolve("data")).read();

        assertThat(data.multipleChoice()).isNull();
        assertThat(Objects.requireNonNull(data.membership()).members()).isEmpty();
        assertThat(Objects.requireNonNull(data.membership()).nonmembers()).hasSize(1);
    }

    @Test
    void limitsTheQuestionsOfEachSubject() {
        MultipleChoiceQuestion question = QUESTIONS.test().get(0);
        var three = new MultipleChoiceSet(QUESTIONS.dev(), List.of(question, question, question));

        BenchmarkData limited = Selection.limit(new BenchmarkData(ROWS, null, three), 2);

        assertThat(Objects.requireNonNull(limited.multipleChoice()).test()).containsExactly(question, question);
        assertThat(limited.multipleChoice().dev()).isEqualTo(QUESTIONS.dev());
    }

    @Test
    void leavesPartsThatAreNotThereAbsent() {
        BenchmarkWriter.write(new BenchmarkData(ROWS, null, null), folder.resolve("new"));

        assertThat(BenchmarkFolder.find(folder.resolve("new")).read()).isEqualTo(new BenchmarkData(ROWS, null, null));
    }

    @Test
    void refusesToWriteIntoAFolderWithContents() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "mine");

        assertThatThrownBy(() -> BenchmarkWriter.write(new BenchmarkData(ROWS, null, null), folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is not empty; name a new or an empty one");
    }

    @Test
    void selectsTheRowsOfTasks() {
        BenchmarkData selected = Selection.tasks(new BenchmarkData(ROWS, null, null), Set.of(Task.TASK1));

        assertThat(selected.rows().forget()).extracting(Row::task).containsOnly(Task.TASK1);
        assertThat(selected.rows().retain()).isEmpty();
    }

    @Test
    void readsDocumentsInAllThreeSchemas() throws IOException {
        Files.writeString(
                folder.resolve("member.jsonl"),
                """
                {"id": "1", "document": "A", "question_answering_task": {"Question": "q", "Answer": "a"}, "sentence_completion_task": {"input": "i", "output": "o"}}
                {"id": "2sc1", "document": "B"}
                """);
        Files.writeString(
                folder.resolve("nonmember.jsonl"),
                """
                {"added": "x", "id": "3", "metadata": {"length": 4}, "source": "wikipedia", "document": "C"}""");

        assertThat(MembershipReader.read(folder))
                .isEqualTo(new MembershipSet(
                        List.of(new Document("1", "A"), new Document("2sc1", "B")), List.of(new Document("3", "C"))));
    }

    @Test
    void saysWhichMembershipFileIsMissing() {
        assertThatThrownBy(() -> MembershipReader.readNonmembers(folder))
                .hasMessageContaining("no nonmember.jsonl in " + folder);
    }

    @Test
    void namesARecordOfQuestionsWithTooFewFields() throws IOException {
        questionFiles("q,a,b,c,d,A\r\n\"two\nlines\",a,b,c,A", "q,a,b,c,d,A");

        assertThatThrownBy(() -> MmluReader.read(folder))
                .hasMessageStartingWith(
                        "art_test.csv:2: the record has 5 fields; expected question, A, B, C, D, letter");
    }

    @Test
    void namesALetterThatIsNoAnswer() throws IOException {
        questionFiles("q,a,b,c,d,E", "q,a,b,c,d,A");

        assertThatThrownBy(() -> MmluReader.read(folder))
                .hasMessageStartingWith("art_test.csv:1: the answer is \"E\"; expected A, B, C or D");
    }

    @Test
    void refusesASubjectWithoutExamples() throws IOException {
        questionFiles("q,a,b,c,d,A", "q,a,b,c,d,A");
        Files.delete(folder.resolve("dev").resolve("art_dev.csv"));

        assertThatThrownBy(() -> MmluReader.read(folder))
                .hasMessageStartingWith("subject \"art\" has no few-shot examples; expected " + folder);
    }

    @Test
    void listsTheSubjectsWhenOneIsUnknown() throws IOException {
        questionFiles("q,a,b,c,d,A", "q,a,b,c,d,A");

        assertThatThrownBy(() -> MmluReader.read(folder, Set.of("arts")))
                .hasMessageStartingWith("unknown subject \"arts\"")
                .hasMessageEndingWith("expected one of art");
    }

    @Test
    void findsQuestionsInTheFolderOfTheReleasedArchive() throws IOException {
        questionFiles("q,a,b,c,d,A\n", "q,a,b,c,d,B\n");
        Path archive = Files.createDirectory(folder.resolve("archive"));
        Files.createDirectory(archive.resolve("data"));
        Files.move(folder.resolve("test"), archive.resolve("data/test"));
        Files.move(folder.resolve("dev"), archive.resolve("data/dev"));

        assertThat(MmluReader.recognizes(archive)).isTrue();
        assertThat(MmluReader.read(archive).test()).hasSize(1);
    }

    @Test
    void selectsRowsByIdDocumentOrPattern() {
        BenchmarkData data = DefaultData.generate(42, 2);
        Row row = data.rows().forget().get(0);

        assertThat(Selection.rows(data, List.of(row.id())).rows().forget()).containsExactly(row);
        assertThat(Selection.rows(data, List.of(row.documentKey())).rows().forget())
                .hasSizeGreaterThan(1)
                .allSatisfy(found -> assertThat(found.documentKey()).isEqualTo(row.documentKey()));
        assertThat(Selection.rows(data, List.of("*sc1")).rows().retain())
                .isNotEmpty()
                .allSatisfy(found -> assertThat(found.probe()).isEqualTo(Probe.SENTENCE_COMPLETION));
        assertThatThrownBy(() -> Selection.rows(data, List.of(row.id(), "nobody")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("\"nobody\" names none")
                .hasMessageContaining(row.id());
    }

    @Test
    void selectsTheQuestionsOfSubjects() {
        BenchmarkData data = DefaultData.generate(42, 1);
        String subject = data.multipleChoice().test().get(0).subject();

        MultipleChoiceSet chosen = Selection.subjects(data, Set.of(subject)).multipleChoice();

        assertThat(chosen.test())
                .isNotEmpty()
                .hasSizeLessThan(data.multipleChoice().test().size())
                .allSatisfy(question -> assertThat(question.subject()).isEqualTo(subject));
        assertThat(chosen.dev()).isNotEmpty();
        assertThatThrownBy(() -> Selection.subjects(data, Set.of("alchemy")))
                .hasMessageContaining("\"alchemy\"")
                .hasMessageContaining(subject);
    }

    private void questionFiles(String test, String dev) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("test")).resolve("art_test.csv"), test);
        Files.writeString(Files.createDirectories(folder.resolve("dev")).resolve("art_dev.csv"), dev);
    }

    private static MultipleChoiceQuestion question(String text, String choice) {
        return new MultipleChoiceQuestion("art", text, List.of(choice, "b", "c", "d"), 3);
    }
}
