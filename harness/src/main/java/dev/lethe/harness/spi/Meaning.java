package dev.lethe.harness.spi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a parameter of a method means: stands on the component of its record, in place of Javadoc's {@code @param}, and
 * is read out by {@code lethe methods ID}. Goes on where the parameter's name ends: {@code @Meaning("forget rows a
 * chunk") int chunkSize}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Meaning {

    /** The meaning, with unit or range where it has one. */
    String value();
}
