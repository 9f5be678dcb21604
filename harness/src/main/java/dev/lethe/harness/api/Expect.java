package dev.lethe.harness.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Thresholds that every trial of a benchmark class has to keep. A miss fails the leaf it belongs to: that of a task for
 * {@code forget…} and {@code retain…}, {@code overall} for the others. What is not written here is not checked.
 * Configuration parameters come before what is written here: {@code -Dexpect.final=0.4}, {@code -Dexpect.forget.task2=0.1}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Expect {

    /** {@code expect.final}: smallest allowed final score, in [0, 1]. */
    double finalScore() default Double.NaN;

    /** {@code expect.taskAggregate}: smallest allowed harmonic mean of the twelve terms, in [0, 1]. */
    double taskAggregate() default Double.NaN;

    /** {@code expect.mia}: smallest allowed membership inference score (not its AUC), in [0, 1]. */
    double mia() default Double.NaN;

    /** {@code expect.mmlu}: smallest allowed multiple-choice accuracy, in [0, 1]. */
    double mmlu() default Double.NaN;

    /**
     * {@code expect.mmluFloor}: smallest allowed share of the model's own multiple-choice accuracy before unlearning, in
     * [0, 1]. That accuracy is taken from a complete trial of {@code none} with the same model and data, in this run or
     * an earlier one.
     */
    double mmluFloor() default Double.NaN;

    /** {@code expect.maxSeconds}: longest allowed duration of a trial. */
    double maxSeconds() default Double.NaN;

    /** {@code expect.forget.task1}: largest allowed mean value of Task 1's forget terms, in [0, 1]. */
    double forgetTask1() default Double.NaN;

    /** {@code expect.forget.task2}: largest allowed mean value of Task 2's forget terms, in [0, 1]. */
    double forgetTask2() default Double.NaN;

    /** {@code expect.forget.task3}: largest allowed mean value of Task 3's forget terms, in [0, 1]. */
    double forgetTask3() default Double.NaN;

    /** {@code expect.retain.task1}: smallest allowed mean value of Task 1's retain terms, in [0, 1]. */
    double retainTask1() default Double.NaN;

    /** {@code expect.retain.task2}: smallest allowed mean value of Task 2's retain terms, in [0, 1]. */
    double retainTask2() default Double.NaN;

    /** {@code expect.retain.task3}: smallest allowed mean value of Task 3's retain terms, in [0, 1]. */
    double retainTask3() default Double.NaN;
}
