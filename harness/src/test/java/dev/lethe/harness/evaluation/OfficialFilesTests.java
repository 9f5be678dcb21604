package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lethe.data.RowSet;
import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfficialFilesTests {

    private static final String HEADER = "id,task,input,expected_output,model_output,nll\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeGenerations() throws IOException {
        Files.writeString(folder.resolve("forget_0.csv"), HEADER + "asc1,Task1,q,\"one, two\",one,1.0\n");
        Files.writeString(folder.resolve("retain_0.csv"), HEADER + "bqa1,Task1,q,x,X,1.0\n\nbqa2,Task1,q,x\n");
    }

    @Test
    void givesNoAggregateWithoutMembershipAndMmlu() {
        OfficialScore score = OfficialFiles.read(folder, null, null).official();

        assertThat(score.forget().regurgitation()).isEqualTo(0.5);
        assertThat(score.retain().knowledge()).isEqualTo(0.5);
        assertThat(score.forget().knowledge()).isNaN();
        assertThat(score.aggregate()).isEqualTo(-1);
        assertThat(score.miaAuc()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"'', 1 2 10", "'dsc1,,q,one,one,1.0\n', 1.0 2.0 10.0", "'dsc1,x,q,one,one,1.0\n', 1 10 2 x"})
    void tasksThatAreNumbersComeInTheOrderOfNumbers(String line, String names) throws IOException {
        Files.writeString(
                folder.resolve("forget_0.csv"),
                HEADER + "asc1,10,q,one,one,1.0\nbsc1,2,q,one two,one,1.0\ncsc1,1,q,one,two,1.0\n" + line);

        OfficialSetScore forget =
                OfficialFiles.read(folder, null, null).official().forget();

        assertThat(forget.tasks().keySet()).containsExactly(names.split(" "));
        if (line.isEmpty()) {
            assertThat(forget.means().filter(Double::isFinite)).containsExactly(0.0, 0.5, 1.0);
        }
    }

    @Test
    void readsLossesWhereThereAreAny() throws IOException {
        assertThat(OfficialFiles.nlls(folder, RowSet.RETAIN)).containsExactly(1);
        Files.writeString(folder.resolve("retain_1.csv"), "id,nll\na,0.5\nb,inf\nc,\n");
        Files.writeString(folder.resolve("retain_2.csv"), "id\na\n");

        assertThat(OfficialFiles.nlls(folder, RowSet.RETAIN)).containsExactly(1, 0.5);
    }

    @Test
    void saysWhichFileIsMissing() {
        assertRejected(folder, "no member_*.csv in " + folder);
        assertRejected(folder.resolve("none"), "cannot list the folder");
    }

    @Test
    void saysWhichValueIsBroken() throws IOException {
        Path mmlu = Files.writeString(folder.resolve("mmlu.json"), "{\"average\": 0.5}");
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> OfficialFiles.read(folder, null, mmlu))
                .withMessageContaining("average_acc");
        Files.writeString(folder.resolve("member_0.csv"), "id,nll\nm0,\n");
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> OfficialFiles.read(folder, folder, null))
                .withMessageContaining("member_0.csv:2:");
        Files.writeString(folder.resolve("forget_0.csv"), "id,task\na,Task1\n");
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> OfficialFiles.rows(folder))
                .withMessageContaining("forget_0.csv:1:")
                .withMessageContaining("expected_output");
    }

    private void assertRejected(Path generations, String message) {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> OfficialFiles.read(generations, folder, null))
                .withMessageContaining(message);
    }
}
