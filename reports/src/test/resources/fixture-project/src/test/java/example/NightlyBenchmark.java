package example;

import dev.lethe.harness.api.Expect;
import dev.lethe.harness.api.UnlearningBenchmark;

@UnlearningBenchmark(methods = "forget-once")
@Expect(finalScore = 0.5)
class NightlyBenchmark {}
