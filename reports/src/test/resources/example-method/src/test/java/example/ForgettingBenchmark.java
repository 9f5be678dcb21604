package example;

import dev.lethe.harness.api.UnlearningBenchmark;

@UnlearningBenchmark(methods = {"none", "level[level=4]", "level"})
class ForgettingBenchmark {}
