package dev.lethe.harness.config;

/**
 * What one benchmark class was told.
 *
 * @param config the run
 * @param expectations thresholds that fail a leaf
 * @param methodsByDefault whether nobody named the methods: a cell of such a method is skipped where its needs cannot
 *     be met, and fails otherwise
 * @param places where the models and methods stand in the plan
 */
public record Settings(
        BenchmarkConfig config, Expectations expectations, boolean methodsByDefault, PlanPlaces places) {}
