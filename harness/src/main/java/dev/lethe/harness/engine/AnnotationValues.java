package dev.lethe.harness.engine;

import dev.lethe.data.Task;
import dev.lethe.harness.api.Expect;
import dev.lethe.harness.api.UnlearningBenchmark;
import dev.lethe.harness.config.ConfigurationKey;
import dev.lethe.harness.config.Measure;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;

/** What is written in the annotations of a benchmark class, by full key; an attribute at its default is not written. */
final class AnnotationValues {

    private final Map<String, String> values = new LinkedHashMap<>();

    private AnnotationValues() {}

    static Map<String, String> of(Class<?> benchmarkClass) {
        var written = new AnnotationValues();
        AnnotationSupport.findAnnotation(benchmarkClass, UnlearningBenchmark.class)
                .ifPresent(written::add);
        AnnotationSupport.findAnnotation(benchmarkClass, Expect.class).ifPresent(written::add);
        return written.values;
    }

    private void add(UnlearningBenchmark benchmark) {
        add(ConfigurationKey.MODELS, benchmark.models());
        add(ConfigurationKey.METHODS, benchmark.methods());
        add(ConfigurationKey.SEEDS, Arrays.stream(benchmark.seeds()).boxed().toArray());
        add(ConfigurationKey.SUBTASKS, benchmark.subtasks());
    }

    private void add(ConfigurationKey key, Object[] elements) {
        String text = Arrays.stream(elements).map(String::valueOf).collect(Collectors.joining(","));
        if (!text.equals(key.defaultValue())) {
            values.put(key.fullForm(), text);
        }
    }

    private void add(Expect expect) {
        add(Measure.FINAL, null, expect.finalScore());
        add(Measure.TASK_AGGREGATE, null, expect.taskAggregate());
        add(Measure.MIA, null, expect.mia());
        add(Measure.MMLU, null, expect.mmlu());
        add(Measure.MMLU_FLOOR, null, expect.mmluFloor());
        add(Measure.MAX_SECONDS, null, expect.maxSeconds());
        add(Measure.FORGET, Task.TASK1, expect.forgetTask1());
        add(Measure.FORGET, Task.TASK2, expect.forgetTask2());
        add(Measure.FORGET, Task.TASK3, expect.forgetTask3());
        add(Measure.RETAIN, Task.TASK1, expect.retainTask1());
        add(Measure.RETAIN, Task.TASK2, expect.retainTask2());
        add(Measure.RETAIN, Task.TASK3, expect.retainTask3());
    }

    private void add(Measure measure, @Nullable Task task, double threshold) {
        if (!Double.isNaN(threshold)) {
            values.put(measure.named(task).key(), Double.toString(threshold));
        }
    }
}
