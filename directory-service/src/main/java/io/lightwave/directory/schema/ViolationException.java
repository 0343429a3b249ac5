package io.lightwave.directory.schema;

import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.UnacceptablePasswordException;
import io.lightwave.directory.UnacceptablePasswordException.Fault;
import org.jspecify.annotations.Nullable;

/// A rule of the directory's model is broken: thrown, so that the transaction of the change ends with it, and turned
/// into an outcome where the operation began. The message may go to the client and names no secret.
public final class ViolationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ResultCode code;
    private final @Nullable String attribute;
    private final boolean taken;
    private final @Nullable Fault fault;

    public ViolationException(ResultCode code, String message) {
        this(code, null, message);
    }

    /// @param attribute the attribute at fault; null when it is no single one
    public ViolationException(ResultCode code, @Nullable String attribute, String message) {
        this(code, attribute, message, false, null);
    }

    private ViolationException(
            ResultCode code, @Nullable String attribute, String message, boolean taken, @Nullable Fault fault) {
        super(message, null, false, false);
        this.code = code;
        this.attribute = attribute;
        this.taken = taken;
        this.fault = fault;
    }

    /// For a value that has to be unique and is another entry's.
    public static ViolationException taken(String attribute) {
        return new ViolationException(
                ResultCode.CONSTRAINT_VIOLATION, attribute, "another entry has that value of " + attribute, true, null);
    }

    /// For a password that the policy does not take.
    public static ViolationException password(UnacceptablePasswordException why) {
        boolean forbidden = why.fault() == Fault.OLD_MISSING || why.fault() == Fault.NOT_ALLOWED;
        return new ViolationException(
                forbidden ? ResultCode.INSUFFICIENT_ACCESS_RIGHTS : ResultCode.CONSTRAINT_VIOLATION,
                "userPassword",
                "the password: " + why.getMessage(),
                false,
                why.fault());
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

    /// What is wrong with a password; null when something else is wrong.
    public @Nullable Fault fault() {
        return fault;
    }

    /// What went wrong, as text.
    public String detail() {
        return String.valueOf(getMessage());
    }
}
