package dev.lethe.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The released files are read whole: counts are those that were measured on the released files with other tools. */
class RealDataTests {

    private Path folder = Path.of("");

    @BeforeEach
    void needsTheReleasedFiles() {
        String property = System.getProperty("lethe.testData", "");
        assumeTrue(!property.isBlank(), "no folder of released data: set -Dlethe.testData=DIR");
        folder = Path.of(property);
    }

    @Test
    void lumeHasTheMeasuredRows() {
        UnlearningDataset rows = RowReader.read(folder.resolve("lume"));

        assertThat(counts(rows.forget())).containsExactly(219L, 219L, 227L, 1135L, 339L, 339L);
        assertThat(counts(rows.retain())).containsExactly(219L, 219L, 225L, 1125L, 334L, 334L);
        assertThat(documents(rows.forget())).hasSize(785);
        assertThat(documents(rows.retain())).hasSize(778);
    }

    @Test
    void limitKeepsAllRowsOfTheFirstDocuments() {
        BenchmarkData data = new BenchmarkData(RowReader.read(folder.resolve("lume")), null, null);

        UnlearningDataset limited = Selection.limit(data, 12).rows();

        assertThat(counts(limited.forget())).containsExactly(12L, 12L, 12L, 60L, 12L, 12L);
        assertThat(counts(limited.retain())).containsExactly(12L, 12L, 12L, 60L, 12L, 12L);
        assertThat(data.rows().forget()).containsSubsequence(limited.forget());
    }

    @Test
    void membersAreTheTextsOfForgetRows() {
        MembershipSet membership =
                MembershipReader.read(folder.resolve("semeval").resolve("mia_data"));
        List<Document> fromRows = Selection.members(RowReader.read(folder.resolve("lume")));

        assertThat(membership.members()).hasSize(150);
        assertThat(membership.nonmembers()).hasSize(150);
        assertThat(fromRows).containsAll(membership.members());
    }

    @Test
    void mmluHasTheMeasuredQuestions() {
        MultipleChoiceSet questions = MmluReader.read(folder.resolve("mmlu"));

        assertThat(questions.test()).hasSize(12_323);
        assertThat(questions.dev()).hasSize(47 * 5);
        assertThat(questions.test().stream()
                        .collect(Collectors.groupingBy(MultipleChoiceQuestion::answer, Collectors.counting())))
                .containsEntry(0, 2842L)
                .containsEntry(1, 3010L)
                .containsEntry(2, 3108L)
                .containsEntry(3, 3363L);
        assertThat(questions.test().stream()
                        .mapToInt(q -> q.question().length())
                        .max())
                .hasValue(4671);
    }

    @Test
    void semevalParquetHasTheMeasuredRowsWhichAreThoseOfLume() {
        UnlearningDataset rows = RowReader.read(folder.resolve("semeval"));
        UnlearningDataset lume = RowReader.read(folder.resolve("lume"));

        assertThat(counts(rows.forget())).containsExactly(83L, 83L, 107L, 535L, 152L, 152L);
        assertThat(counts(rows.retain())).containsExactly(103L, 103L, 102L, 510L, 159L, 159L);
        assertThat(lume.forget()).containsSubsequence(rows.forget());
        assertThat(lume.retain()).containsSubsequence(rows.retain());
    }

    @Test
    void semevalFolderHasRowsAndMembershipAsReleased() {
        BenchmarkData data = BenchmarkFolder.find(folder.resolve("semeval")).read();

        assertThat(data.rows().forget()).hasSize(1112);
        assertThat(data.membership()).isNotNull();
        assertThat(Selection.members(data.rows())).containsAll(data.membership().members());
    }

    @Test
    void aDocumentOfTask1IsFoundWithoutItsQuotationMarks() {
        BenchmarkData data = new BenchmarkData(RowReader.read(folder.resolve("lume")), null, null);
        Row first = data.rows().forget().stream()
                .filter(row -> row.task() == Task.TASK1)
                .findFirst()
                .orElseThrow();

        UnlearningDataset chosen = Selection.rows(
                        data, List.of(first.documentKey().replace("\"", "")))
                .rows();

        assertThat(chosen.retain()).isEmpty();
        assertThat(chosen.forget()).hasSize(2).allSatisfy(row -> assertThat(row.documentKey())
                .isEqualTo(first.documentKey()));
    }

    @Test
    void everythingReleasedSurvivesWritingAndReading(@TempDir Path temporary) {
        BenchmarkData data = BenchmarkFolder.find(folder.resolve("lume"))
                .withMembership(folder.resolve("semeval").resolve("mia_data"))
                .read();

        BenchmarkWriter.write(data, temporary.resolve("copy"));

        assertThat(BenchmarkFolder.find(temporary.resolve("copy")).read()).isEqualTo(data);
    }

    private static List<Long> counts(List<Row> rows) {
        return Arrays.stream(Task.values())
                .flatMap(task -> Arrays.stream(Probe.values()).map(probe -> rows.stream()
                        .filter(row -> row.task() == task && row.probe() == probe)
                        .count()))
                .toList();
    }

    private static Set<String> documents(List<Row> rows) {
        return rows.stream().map(Row::documentKey).collect(Collectors.toSet());
    }
}
