package io.lightwave.directory.schema;

import com.unboundid.ldap.sdk.ResultCode;
import org.jspecify.annotations.Nullable;

/// A rule of the directory's model is broken: thrown, so that the transaction of the change ends with it, and turned
/// into an outcome where the operation began. The message may go to the client and names no secret.
public final class ViolationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ResultCode code;
    private final @Nullable String attribute;

    public ViolationException(ResultCode code, String message) {
        this(code, null, message);
    }

    /// @param attribute the attribute at fault; null when it is no single one
    public ViolationException(ResultCode code, @Nullable String attribute, String message) {
        super(message, null, false, false);
        this.code = code;
        this.attribute = attribute;
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
