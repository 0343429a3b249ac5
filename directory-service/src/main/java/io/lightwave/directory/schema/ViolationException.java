package io.lightwave.directory.schema;

import com.unboundid.ldap.sdk.ResultCode;
import org.jspecify.annotations.Nullable;

/// A rule of the directory's model is broken: thrown, so that the transaction of the change ends with it, and turned
/// into an outcome where the operation began. The message may go to the client and names no secret.
public final class ViolationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ResultCode code;
    private final @Nullable String attribute;
    private final boolean taken;

    public ViolationException(ResultCode code, String message) {
        this(code, null, message);
    }

    /// @param attribute the attribute at fault; null when it is no single one
    public ViolationException(ResultCode code, @Nullable String attribute, String message) {
        this(code, attribute, message, false);
    }

    private ViolationException(ResultCode code, @Nullable String attribute, String message, boolean taken) {
        super(message, null, false, false);
        this.code = code;
        this.attribute = attribute;
        this.taken = taken;
    }

    /// For a value that has to be unique and is another entry's.
    public static ViolationException taken(String attribute) {
        return new ViolationException(
                ResultCode.CONSTRAINT_VIOLATION, attribute, "another entry has that value of " + attribute, true);
    }

    /// Whether the value would be good if it were not another entry's.
    public boolean isTaken() {
        return taken;
    }

    public ResultCode code() {
        return code;
    }

    /// The attribute at fault; null when it is no single one.
    public @Nullable String attribute() {
        return attribute;
    }

    /// What went wrong, as text.
    public String detail() {
        return String.valueOf(getMessage());
    }
}
