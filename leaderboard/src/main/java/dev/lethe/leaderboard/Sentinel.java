package dev.lethe.leaderboard;

import java.util.Optional;

/** The methods that are no algorithms: they mark the scale and take no place in the ranking. */
public enum Sentinel {
    /** The untouched target. */
    NONE("the model before unlearning"),
    /** Retrained without the forget set. */
    GOLD("retrained without the forget set"),
    /** Unlearned by somebody else. */
    CHECKPOINT("unlearned elsewhere, only scored here");

    private final String meaning;

    Sentinel(String meaning) {
        this.meaning = meaning;
    }

    /** What it is, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The sentinel that a method id names, or empty for an algorithm. */
    public static Optional<Sentinel> of(String method) {
        if (method.startsWith("checkpoint:")) {
            return Optional.of(CHECKPOINT);
        }
        return switch (method) {
            case "none" -> Optional.of(NONE);
            case "gold" -> Optional.of(GOLD);
            default -> Optional.empty();
        };
    }
}
