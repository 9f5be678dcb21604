package dev.lethe.harness.source;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Data that somebody released, at a fixed commit of a repository on GitHub.
 *
 * <p>Where the release is one archive, its git hash stands here. Otherwise GitHub states the hash of each file of that
 * commit when it is fetched; a commit never changes, so these hashes do not either, but they are GitHub's word.
 */
public final class DataRelease {

    /** LUME: forget and retain rows of the three tasks of SemEval-2025 Task 4, about 2.1 MB. */
    public static final DataRelease LUME = new DataRelease(
            "lume",
            "LUME: LLM Unlearning with Multitask Evaluations (amazon-science/lume-llm-unlearning)",
            "Apache License 2.0. Copyright Amazon.com, Inc. or its affiliates. All Rights Reserved."
                    + " https://www.apache.org/licenses/LICENSE-2.0",
            "amazon-science/lume-llm-unlearning@b2fa8f9c567715f1e2c6d442213f33b2e9a28fe6",
            "data",
            List.of("forget.jsonl", "retain.jsonl"),
            null);

    /** MMLU: dev, validation and test questions of 57 subjects, in a copy of the authors' files. */
    public static final DataRelease MMLU = new DataRelease(
            "mmlu",
            "MMLU: Measuring Massive Multitask Language Understanding (hendrycks/test, copy in hiyouga/LLaMA-Factory)",
            "MIT License. Copyright (c) 2020 Dan Hendrycks. https://github.com/hendrycks/test/blob/master/LICENSE",
            "hiyouga/LLaMA-Factory@465ee8119aa489a41bee0b01b3c105a2f3dd137f",
            "evaluation/mmlu",
            List.of("mmlu.zip"),
            "1aaee65f1c258cfc044ce9d0a7ef745c4defa937");

    private static final List<DataRelease> ALL = List.of(LUME, MMLU);

    private final String label;
    private final String title;
    private final String license;
    private final HubId repository;
    private final String folder;
    private final List<String> files;
    private final Optional<ContentHash> archiveHash;

    /** @param archiveHash git hash of the one file, an archive; null where the files are plain */
    DataRelease(
            String label,
            String title,
            String license,
            String repository,
            String folder,
            List<String> files,
            @Nullable String archiveHash) {
        this.label = label;
        this.title = title;
        this.license = license;
        this.repository = HubId.parse(repository).orElseThrow();
        this.folder = folder;
        this.files = List.copyOf(files);
        this.archiveHash = Optional.ofNullable(archiveHash).flatMap(ContentHash::parse);
    }

    /** The release of this name. */
    public static Optional<DataRelease> find(String label) {
        return ALL.stream().filter(release -> release.label.equals(label)).findFirst();
    }

    /** The names of all releases. */
    public static List<String> labels() {
        return ALL.stream().map(DataRelease::label).toList();
    }

    /** The name in commands. */
    public String label() {
        return label;
    }

    /** What it is and where it comes from. */
    public String title() {
        return title;
    }

    /** The licence under which it was released, and its holder. */
    public String license() {
        return license;
    }

    /** The repository at the commit. */
    public String source() {
        return "https://github.com/" + repository.repository() + "/tree/" + repository.revision() + "/" + folder;
    }

    /** How what arrives is checked, a whole sentence. */
    public String check() {
        return archiveHash
                .map(hash -> "Checked against the " + hash + ", which this version of Lethe knows.")
                .orElse("Checked against the git hashes that GitHub states for this commit.");
    }

    HubId repository() {
        return repository;
    }

    String folder() {
        return folder;
    }

    List<String> files() {
        return files;
    }

    /** The hash of the archive that the release consists of; empty where it is plain files. */
    Optional<ContentHash> archiveHash() {
        return archiveHash;
    }
}
