package dev.lethe;

import dev.lethe.harness.api.UnlearningBenchmark;

/**
 * SemEval-2025 Task 4, "Unlearning sensitive content from large language models": methods {@code sugd} and {@code agad}
 * on the embedded target {@code tiny}, unless something else is asked for.
 *
 * <p>From an IDE: run this class as a test. The grid unfolds in the test tree, every task a test. Keys go into the run
 * configuration's VM options; there, results land in {@code lethe-reports} below the working directory.
 *
 * <p>From Maven, in the root folder of Lethe, with results in {@code reports}:
 *
 * <pre>{@code
 * mvn test -Dmethods=sugd,agad
 * mvn test -Dmethods=sugd -Dmodels=/models/olmo-1b -Ddata=/data/lume -Dseeds=42,7 -Dexpect.final=0.4
 * }</pre>
 *
 * <p>Every key is described in {@link dev.lethe.harness.config.ConfigurationKey}.
 */
@UnlearningBenchmark
public final class SemEval2025Task4 {

    private SemEval2025Task4() {}
}
