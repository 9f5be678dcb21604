package dev.lethe.harness.spi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What {@link UnlearningMethod} answers about itself. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface MethodSpec {

    /** See {@link UnlearningMethod#id()}. */
    String id();

    /** See {@link UnlearningMethod#summary()}. */
    String summary();

    /** See {@link UnlearningMethod#source()}. */
    String source();

    /** See {@link UnlearningMethod#needs()}. */
    Capability[] needs() default {};
}
