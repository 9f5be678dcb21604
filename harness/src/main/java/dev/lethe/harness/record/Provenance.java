package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Where a result comes from. Digests are absent where the trial ended before they were known.
 *
 * @param weightsDigest digest of the weights before unlearning
 * @param dataDigest digest of the selected rows, membership documents and multiple-choice questions
 * @param codeDigest digest of Lethe's classes and of the method's own jar
 * @param metricVersion version of the scoring; results of different versions are not ranked together
 * @param lethe version of Lethe
 * @param jvm name and version of the JVM
 * @param os name, version and architecture of the operating system
 * @param cpu model of the processor
 * @param device what computed: {@code cpu}, {@code gpu0} with its model name where it is known
 * @param dtype type of the weights during unlearning: {@code fp32}, {@code bf16}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
        @Nullable String weightsDigest,
        @Nullable String dataDigest,
        @Nullable String codeDigest,
        String metricVersion,
        String lethe,
        String jvm,
        String os,
        String cpu,
        @Nullable String device,
        @Nullable String dtype) {

    public Provenance {
        Require.text(metricVersion, "metricVersion");
        Require.text(lethe, "lethe");
        Require.text(jvm, "jvm");
        Require.text(os, "os");
        Require.text(cpu, "cpu");
    }

    /** The provenance of a result computed here and now: version, JVM, system and processor are filled in. */
    public static Provenance here(
            @Nullable String weightsDigest,
            @Nullable String dataDigest,
            @Nullable String codeDigest,
            String metricVersion,
            @Nullable String device,
            @Nullable String dtype) {
        return new Provenance(
                weightsDigest,
                dataDigest,
                codeDigest,
                metricVersion,
                Host.lethe(),
                Host.jvm(),
                Host.os(),
                Host.cpu(),
                device,
                dtype);
    }
}
