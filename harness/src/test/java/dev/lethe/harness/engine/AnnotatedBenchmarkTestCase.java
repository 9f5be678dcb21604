package dev.lethe.harness.engine;

import dev.lethe.harness.api.Expect;
import dev.lethe.harness.api.UnlearningBenchmark;

@UnlearningBenchmark(
        models = {"tiny", "big"},
        methods = {"sugd", "agad"},
        seeds = {7, 42},
        subtasks = "task2")
@Expect(finalScore = 0.6, mmlu = 0.7, forgetTask2 = 0.1)
class AnnotatedBenchmarkTestCase {}
