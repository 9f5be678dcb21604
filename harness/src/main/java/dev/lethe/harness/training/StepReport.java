package dev.lethe.harness.training;

import java.util.SortedMap;

/**
 * What one optimizer step did.
 *
 * @param step counted from 1 over the whole trial
 * @param phase the phase's name
 * @param loss the objective's value before the step
 * @param terms mean NLL per token of the forget and the retain rows, where the objective looked at them
 * @param learningRate after the schedule
 * @param gradientNorm global L2 norm before clipping
 * @param seconds wall time of the step
 */
public record StepReport(
        long step,
        String phase,
        double loss,
        SortedMap<String, Double> terms,
        double learningRate,
        double gradientNorm,
        double seconds) {}
