package io.lightwave.agent.connection;

/// Why a command could not be done, in words for the terminal, and the exit code that says so to a script.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The kinds of failure, with their exit codes.
    public enum Kind {
        REFUSED(1),
        USAGE(2),
        UNREACHABLE(3),
        UNAUTHENTICATED(4);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;

    public Failure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
