package dev.lethe.harness.config;

import java.util.List;

/** A piece of a plan, with the line in which it begins. */
sealed interface PlanNode {

    /** Counted from 1. */
    int line();

    /** What it is, for messages. */
    String kind();

    /** A value; empty for {@code null}. */
    record Scalar(int line, String text) implements PlanNode {
        @Override
        public String kind() {
            return "a single value";
        }
    }

    /** A list. */
    record Sequence(int line, List<PlanNode> items) implements PlanNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Names with values, each name once. */
    record Mapping(int line, List<Field> fields) implements PlanNode {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** A name, the line in which it stands, and its value. */
    record Field(int line, String name, PlanNode value) {}
}
