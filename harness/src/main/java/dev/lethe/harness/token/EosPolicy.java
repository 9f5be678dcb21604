package dev.lethe.harness.token;

/** Whether a training text ends with the end-of-text token, scored like any other token of the answer. */
public enum EosPolicy {
    /** The token is appended: the model learns to stop. */
    APPEND,
    /** It is not. */
    OMIT
}
