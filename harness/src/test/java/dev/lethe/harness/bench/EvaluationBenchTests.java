package dev.lethe.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.generate.DefaultData;
import dev.lethe.harness.bench.EvaluationReport.ModelResult;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.torch.Compute;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two orders of work are compared on the same rows. */
class EvaluationBenchTests {

    private static final DecoderConfig SMALL = DecoderConfig.olmo(400, 32, 2, 2, 64, 0, 1, 256, false);

    @TempDir
    private Path folder;

    @Test
    void comparesRowByRowWithBatchesAndWholePromptsWithShared() {
        BenchmarkData data = DefaultData.generate(7, 1);

        try (Compute compute = Compute.best()) {
            EvaluationReport report = new EvaluationBench(8, 6, 12)
                    .run(compute, List.of(new BenchModel("small", SMALL, 2, 8)), Precision.FLOAT32, data);

            ModelResult model = report.models().get(0);
            assertThat(report.rows()).isEqualTo(8);
            assertThat(model.name()).isEqualTo("small");
            assertThat(model.generation().agreement().holds()).isTrue();
            assertThat(model.generation().agreement().rows()).isEqualTo(8);
            assertThat(model.generation().meanNewTokens()).isBetween(1.0, 6.0);
            assertThat(model.generation().writingShare()).isBetween(0.0, 1.0);
            assertThat(model.questions())
                    .extracting(EvaluationReport.Questions::form)
                    .containsExactly("lm-eval-0shot", "lm-eval-5shot");
            assertThat(model.questions()).allSatisfy(questions -> {
                assertThat(questions.questions()).isEqualTo(12);
                assertThat(questions.equalChoices()).isEqualTo(12);
                assertThat(questions.largestDifference()).isLessThan(1e-4);
            });
            report.write(folder.resolve("evaluation.json"));
        }
        assertThat(folder.resolve("evaluation.json")).content().contains("\"otherDifferences\" : 0");
    }

    @Test
    void takesTheTokenOfHalfTheRowsForTheEndOfText() {
        List<int[]> continuations = List.of(new int[] {5, 6, 7}, new int[] {5, 6, 6}, new int[] {5}, new int[] {5, 8});

        assertThat(EvaluationBench.ends(continuations)).containsExactly(6);
        assertThat(EvaluationBench.ends(List.of())).isEmpty();
    }
}
