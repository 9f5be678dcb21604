package dev.lethe.harness.record;

/**
 * What a trial was expected to take, before it ran.
 *
 * @param peakBytes memory of the device that computes, at its peak
 * @param seconds how long it computes, loading aside
 * @param steps micro-batches of training
 */
public record Estimate(long peakBytes, double seconds, long steps) {}
