package dev.lethe.harness.spi;

/** The context of one run of a method. */
public interface Unlearning {}
