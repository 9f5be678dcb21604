package dev.lethe.harness.probe;

import dev.lethe.harness.record.ProbeResult;
import java.util.List;
import java.util.SortedMap;

/** One way to look for what an unlearned model still knows. It leaves the model as it is. */
interface DurabilityProbe {

    /** What decides its outcome beside model and rows, by name. */
    SortedMap<String, Object> parameters();

    /** What it finds, on the compute thread; none where these rows give it nothing to look at. */
    List<ProbeResult.Value> look(ProbedModel model);

    /** Why it may find nothing to look at; a whole sentence. */
    default String obstacle() {
        return "There are no rows to look at.";
    }
}
