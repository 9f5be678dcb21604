package dev.lethe.harness.record;

/** Placeholder replaced by the record helper. */
public record RunRecord() {}
