package io.lightwave.agent.connection;

import java.util.Optional;

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
    private final int status;
    private final String code;
    private final String next;

    public Failure(Kind kind, String message) {
        this(kind, message, 0, "", "");
    }

    private Failure(Kind kind, String message, int status, String code, String next) {
        super(message);
        this.kind = kind;
        this.status = status;
        this.code = code;
        this.next = next;
    }

    /// What an answer says.
    ///
    /// @param status of HTTP
    /// @param code OAuth's `error` (RFC 6749 §5.2); empty when there is none
    static Failure answered(String message, int status, String code) {
        return new Failure(status == 401 ? Kind.UNAUTHENTICATED : Kind.REFUSED, message, status, code, "");
    }

    /// Of the answer; 0 without one.
    public int status() {
        return status;
    }

    /// OAuth's `error` in the answer; empty when there is none.
    public String code() {
        return code;
    }

    /// The same with the command that helps.
    ///
    /// @param command without `lightwave`
    public Failure trying(String command) {
        return new Failure(kind, String.valueOf(getMessage()), status, code, command);
    }

    /// The command that helps, without `lightwave`; empty when none is known.
    public Optional<String> next() {
        return Optional.of(next).filter(command -> !command.isEmpty());
    }

    public Kind kind() {
        return kind;
    }
}
