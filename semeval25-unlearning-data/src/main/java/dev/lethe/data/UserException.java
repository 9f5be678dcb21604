package dev.lethe.data;

/**
 * A mistake that the user can mend. The message says what is wrong, where (file and line, or key), what is allowed and
 * what to do; programming errors stay {@link IllegalArgumentException} and {@link IllegalStateException}.
 */
public final class UserException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Where the mistake lies. */
    public enum Kind {
        /** A key or a value of the configuration. */
        CONFIGURATION,
        /** A file of rows, documents or questions. */
        DATA,
        /** A model, adapter or tokenizer on disk. */
        CHECKPOINT,
        /** The machine: disk, memory, device. */
        ENVIRONMENT
    }

    private final Kind kind;

    public UserException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public UserException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public static UserException configuration(String message) {
        return new UserException(Kind.CONFIGURATION, message);
    }

    public static UserException data(String message) {
        return new UserException(Kind.DATA, message);
    }

    public static UserException checkpoint(String message) {
        return new UserException(Kind.CHECKPOINT, message);
    }

    public static UserException environment(String message, Throwable cause) {
        return new UserException(Kind.ENVIRONMENT, message, cause);
    }
}
