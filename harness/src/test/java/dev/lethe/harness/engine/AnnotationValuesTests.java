package dev.lethe.harness.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.api.Expect;
import dev.lethe.harness.api.UnlearningBenchmark;
import dev.lethe.harness.config.BenchmarkConfigReader;
import dev.lethe.harness.config.ConfigurationSource;
import dev.lethe.harness.config.HubEnvironment;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnnotationValuesTests {

    @Test
    void defaultsOfTheAnnotationAreNotWritten() {
        assertThat(AnnotationValues.of(DefaultBenchmarkTestCase.class)).isEmpty();
    }

    @Test
    void everyAttributeHasItsKey() {
        Map<String, String> values = AnnotationValues.of(EverythingTestCase.class);

        assertThat(values)
                .hasSize(UnlearningBenchmark.class.getDeclaredMethods().length
                        + Expect.class.getDeclaredMethods().length)
                .containsEntry("lethe.seeds", "1,2")
                .containsEntry("expect.retain.task3", "0.9");
        assertThat(BenchmarkConfigReader.read(
                                new ConfigurationSource(
                                        key -> Optional.empty(),
                                        values.keySet(),
                                        Path.of(""),
                                        Path.of(""),
                                        HubEnvironment.empty(Path.of(""))),
                                values)
                        .problems())
                .isEmpty();
    }

    @Test
    void annotationsAreFoundOnAnnotationsAndInherited() {
        assertThat(AnnotationValues.of(ComposedTestCase.class)).containsExactly(Map.entry("lethe.methods", "npo"));
        assertThat(AnnotationValues.of(InheritingTestCase.class)).containsExactly(Map.entry("lethe.methods", "npo"));
        assertThat(LetheTestEngine.isBenchmark(InheritingTestCase.class)).isTrue();
    }

    @UnlearningBenchmark(
            models = "big",
            methods = {"ga", "gd"},
            seeds = {1, 2},
            subtasks = {"task3", "task2", "task1"})
    @Expect(
            finalScore = 0.1,
            taskAggregate = 0.2,
            mia = 0.3,
            mmlu = 0.4,
            mmluFloor = 0.5,
            maxSeconds = 60,
            forgetTask1 = 0.1,
            forgetTask2 = 0.2,
            forgetTask3 = 0.3,
            retainTask1 = 0.7,
            retainTask2 = 0.8,
            retainTask3 = 0.9)
    static final class EverythingTestCase {}

    @Retention(RetentionPolicy.RUNTIME)
    @UnlearningBenchmark(methods = "npo")
    @interface Nightly {}

    @Nightly
    static class ComposedTestCase {}

    @UnlearningBenchmark(methods = "npo")
    static class ParentTestCase {}

    static final class InheritingTestCase extends ParentTestCase {}
}
