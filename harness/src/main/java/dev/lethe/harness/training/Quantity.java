package dev.lethe.harness.training;

import dev.lethe.harness.model.Positions;

/**
 * A quantity as a kernel is asked for it.
 *
 * @param kind what
 * @param number the number that the kind takes; 0 where it takes none
 * @param over where
 */
record Quantity(PerToken.Kind kind, double number, Positions over) {

    static final Quantity NLL = new Quantity(PerToken.Kind.NLL, 0, Positions.LABELS);
}
