package io.lightwave.directory;

/// Input that names a field and what is wrong with it; REST answers 400 with `errors:[{field, detail}]` (RFC 9457).
public final class InvalidFieldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String field;

    public InvalidFieldException(String field, String detail) {
        super(detail);
        this.field = field;
    }

    /// The JSON name of the field, with `.` and `[n]` for nested ones.
    public String field() {
        return field;
    }
}
