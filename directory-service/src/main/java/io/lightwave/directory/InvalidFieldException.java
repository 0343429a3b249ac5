package io.lightwave.directory;

/// Input that names a field and what is wrong with it; REST answers 400 with `errors:[{field, detail}]` (RFC 9457).
public sealed class InvalidFieldException extends IllegalArgumentException permits UnacceptablePasswordException {
    private static final long serialVersionUID = 1;

    private final String field;
    private final boolean taken;

    public InvalidFieldException(String field, String detail) {
        this(field, detail, false);
    }

    private InvalidFieldException(String field, String detail, boolean taken) {
        super(detail);
        this.field = field;
        this.taken = taken;
    }

    /// For a value that has to be unique and is another's.
    public static InvalidFieldException taken(String field, String detail) {
        return new InvalidFieldException(field, detail, true);
    }

    /// Whether the value would be good if it were not another's.
    public boolean isTaken() {
        return taken;
    }

    /// The JSON name of the field, with `.` and `[n]` for nested ones.
    public String field() {
        return field;
    }
}
