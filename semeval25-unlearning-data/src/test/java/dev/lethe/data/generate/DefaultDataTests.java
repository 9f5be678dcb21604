package dev.lethe.data.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.BenchmarkFolder;
import dev.lethe.data.BenchmarkWriter;
import dev.lethe.data.Document;
import dev.lethe.data.MembershipSet;
import dev.lethe.data.Probe;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Selection;
import dev.lethe.data.Task;
import dev.lethe.data.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forgetting one document must not be forgetting another: no sentence and no answer stands in two documents. */
class DefaultDataTests {

    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\n+");

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 42, 2025, -3})
    void sharesNoSentenceBetweenDocuments(long seed) {
        BenchmarkData data = DefaultData.generate(seed, 40);
        Map<String, String> owner = new HashMap<>();
        List<String> shared = new ArrayList<>();

        texts(data).forEach(document -> SENTENCE_END
                .splitAsStream(document.text())
                .map(String::strip)
                .filter(sentence -> !sentence.isEmpty())
                .forEach(sentence -> {
                    String before = owner.putIfAbsent(sentence, document.id());
                    if (before != null && !before.equals(document.id())) {
                        shared.add(sentence);
                    }
                }));

        assertThat(shared).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 99})
    void asksNoQuestionTwiceAndHasNoAnswerTwice(long seed) {
        List<Row> questions = rows(DefaultData.generate(seed, 40), Probe.QUESTION_ANSWER);

        assertThat(questions).extracting(Row::input).doesNotHaveDuplicates();
        assertThat(questions).extracting(Row::output).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 99})
    void answersShortlyAndFromTheText(long seed) {
        BenchmarkData data = DefaultData.generate(seed);
        Map<String, String> texts = texts(data).collect(Collectors.toMap(Document::id, Document::text, (a, b) -> a));

        assertThat(rows(data, Probe.QUESTION_ANSWER)).allSatisfy(row -> {
            assertThat(row.output().split(" ")).hasSizeBetween(1, 10);
            if (row.task() != Task.TASK2) {
                assertThat(row.output().split(" ")).hasSizeBetween(1, 8);
                assertThat(texts.get(row.documentKey())).contains(row.output());
            }
        });
    }

    @Test
    void leavesNoSlotOfTheGrammarOpen() {
        assertThat(texts(DefaultData.generate(5, 48)))
                .allSatisfy(document -> assertThat(document.text()).doesNotContain("{", "}", "[", "]", "  "));
    }

    @Test
    void putsTheRowsOfADocumentSideBySide() {
        BenchmarkData data = DefaultData.generate(42);

        for (RowSet set : RowSet.values()) {
            List<Row> rows = data.rows().rows(set);
            assertThat(rows).hasSize(24 * (2 + 6 + 2));
            for (int i = 0; i < rows.size(); ) {
                Row first = rows.get(i);
                List<String> codes = first.task() == Task.TASK2
                        ? List.of("sc1", "qa0", "qa1", "qa2", "qa3", "qa4")
                        : List.of("sc1", "qa0");
                for (String code : codes) {
                    assertThat(rows.get(i++).id()).isEqualTo(first.documentKey() + code);
                }
            }
        }
    }

    @Test
    void writesIdsAsLumeDoes() {
        String uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
        Map<Task, Pattern> forms = Map.of(
                Task.TASK1, Pattern.compile("\"" + uuid + "\""),
                Task.TASK2, Pattern.compile(uuid),
                Task.TASK3, Pattern.compile("[1-9]\\d{7}"));

        assertThat(rows(DefaultData.generate(42), Probe.SENTENCE_COMPLETION))
                .allSatisfy(
                        row -> assertThat(row.documentKey()).matches(Objects.requireNonNull(forms.get(row.task()))));
    }

    @Test
    void answersTheFiveQuestionsOfTask2InTheFormsOfLume() {
        List<String> forms = List.of(
                "\\d{4}-\\d\\d-\\d\\d", "9\\d{8}", "\\d{10}", "[a-z_]+@me\\.com", "\\d+ [^\\n]+, [A-Z]{2}, \\d{5}\\.");

        assertThat(rows(DefaultData.generate(42), Probe.QUESTION_ANSWER).stream()
                        .filter(row -> row.task() == Task.TASK2))
                .allSatisfy(row -> assertThat(row.output())
                        .matches(forms.get(row.id().charAt(row.id().length() - 1) - '0')));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 77})
    void keepsTheTextsWithinTheirLengths(long seed) {
        Map<Task, int[]> limits = Map.of(
                Task.TASK1, new int[] {95, 140}, Task.TASK2, new int[] {44, 62}, Task.TASK3, new int[] {88, 125});

        assertThat(rows(DefaultData.generate(seed), Probe.SENTENCE_COMPLETION)).allSatisfy(row -> {
            int[] limit = Objects.requireNonNull(limits.get(row.task()));
            assertThat(row.text().split("\\s+").length).isBetween(limit[0], limit[1]);
            assertThat(row.output().split("\\s+").length).isBetween(20, 32);
        });
    }

    @Test
    void isAsLargeAsTheEmbeddedTargetCanLearnInMinutes() {
        BenchmarkData data = DefaultData.generate(42);
        int words = Stream.of(RowSet.values())
                .flatMap(set -> data.rows().rows(set).stream())
                .mapToInt(row -> row.text().split("\\s+").length)
                .sum();

        assertThat(words).isBetween(15_000, 26_000);
    }

    @Test
    void takesMembersFromForgetRowsAndNonmembersFromNoRow() {
        BenchmarkData data = DefaultData.generate(42);
        MembershipSet membership = Objects.requireNonNull(data.membership());
        Set<String> titles = texts(new BenchmarkData(data.rows(), null, null))
                .map(document -> document.text().lines().findFirst().orElseThrow())
                .collect(Collectors.toSet());

        assertThat(membership.members()).hasSize(24).isEqualTo(Selection.members(data.rows()));
        assertThat(membership.nonmembers())
                .hasSize(48)
                .noneMatch(document ->
                        titles.contains(document.text().lines().findFirst().orElseThrow()));
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(DefaultData.generate(42)).isEqualTo(DefaultData.generate(42, DefaultData.DOCUMENTS));
    }

    @Test
    void isAnotherForAnotherSeed() {
        assertThat(DefaultData.generate(42).rows())
                .isNotEqualTo(DefaultData.generate(43).rows());
    }

    @Test
    void survivesWritingAndReading(@TempDir Path folder) {
        BenchmarkData data = DefaultData.generate(42);

        BenchmarkWriter.write(data, folder.resolve("out"));

        assertThat(BenchmarkFolder.find(folder.resolve("out")).read()).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 49})
    void refusesSizesThatTheTablesDoNotAllow(int documents) {
        assertThatThrownBy(() -> DefaultData.generate(1, documents))
                .isInstanceOf(UserException.class)
                .hasMessage("documents is " + documents + "; expected 1 to 48 per task and set");
    }

    private static List<Row> rows(BenchmarkData data, Probe probe) {
        return Arrays.stream(RowSet.values())
                .flatMap(set -> data.rows().rows(set).stream())
                .filter(row -> row.probe() == probe)
                .toList();
    }

    private static Stream<Document> texts(BenchmarkData data) {
        Stream<Document> rows =
                rows(data, Probe.SENTENCE_COMPLETION).stream().map(row -> new Document(row.documentKey(), row.text()));
        MembershipSet membership = data.membership();
        return membership == null ? rows : Stream.concat(rows, membership.nonmembers().stream());
    }
}
