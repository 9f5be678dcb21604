package dev.lethe.harness.engine;

import dev.lethe.harness.api.UnlearningBenchmark;

@UnlearningBenchmark
class DefaultBenchmarkTestCase {}
