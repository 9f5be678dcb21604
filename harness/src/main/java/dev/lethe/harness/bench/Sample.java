package dev.lethe.harness.bench;

/**
 * One run of an operation.
 *
 * @param seconds it took
 * @param peak FLOP/s of matrix multiplication at that time: the larger of just before and just after
 */
record Sample(double seconds, double peak) {}
