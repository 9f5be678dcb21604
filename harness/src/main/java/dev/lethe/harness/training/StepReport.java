package dev.lethe.harness.training;

/**
 * What one optimizer step did.
 *
 * @param step counted from 1 over the whole trial
 * @param phase the phase's name
 * @param loss the objective's value before the step
 * @param learningRate after the schedule
 * @param gradientNorm global L2 norm before clipping
 * @param seconds wall time of the step
 */
public record StepReport(
        long step, String phase, double loss, double learningRate, double gradientNorm, double seconds) {}
