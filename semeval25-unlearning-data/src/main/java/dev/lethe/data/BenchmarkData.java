package dev.lethe.data;

import org.jspecify.annotations.Nullable;

/**
 * Everything one evaluation reads.
 *
 * @param rows the forget and retain rows
 * @param membership documents of the membership attack, or null where there are none
 * @param multipleChoice multiple-choice questions, or null where there are none
 */
public record BenchmarkData(
        UnlearningDataset rows, @Nullable MembershipSet membership, @Nullable MultipleChoiceSet multipleChoice) {}
