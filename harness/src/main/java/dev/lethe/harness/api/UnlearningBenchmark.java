package dev.lethe.harness.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.platform.commons.annotation.Testable;

/**
 * Marks a class as a benchmark: the engine runs every method on every model with every seed and shows each subtask as a
 * test. The class needs no content and is never instantiated.
 *
 * <pre>{@code
 * @UnlearningBenchmark(methods = {"npo", "gd"}, seeds = {42, 7})
 * @Expect(finalScore = 0.4)
 * class NightlyBenchmark {}
 * }</pre>
 *
 * <p>Configuration parameters of the same names come before what is written here: {@code -Dmethods=sugd}.
 */
@Documented
@Inherited
@Testable
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface UnlearningBenchmark {

    /** Names or folders of models. */
    String[] models() default {"tiny"};

    /** Ids of methods, also with parameters in brackets, {@code npo[beta=0.5;epochs=5]}; or {@code checkpoint:PATH}. */
    String[] methods() default {"sugd", "agad"};

    /** Seeds; each (model, method) runs once with each. */
    long[] seeds() default {42};

    /** Some of {@code task1}, {@code task2}, {@code task3}; {@code overall} is always there. */
    String[] subtasks() default {"task1", "task2", "task3"};
}
