package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.schema.ViolationException;
import java.util.Arrays;

/// Why an operation was refused; each has an LDAP result code (RFC 4511 §4.1.9 and appendix A).
public enum Reason {
    NO_SUCH_OBJECT(ResultCode.NO_SUCH_OBJECT),
    ENTRY_ALREADY_EXISTS(ResultCode.ENTRY_ALREADY_EXISTS),
    NOT_ALLOWED_ON_NON_LEAF(ResultCode.NOT_ALLOWED_ON_NONLEAF),
    NOT_ALLOWED_ON_RDN(ResultCode.NOT_ALLOWED_ON_RDN),
    NAMING_VIOLATION(ResultCode.NAMING_VIOLATION),
    OBJECT_CLASS_VIOLATION(ResultCode.OBJECT_CLASS_VIOLATION),
    OBJECT_CLASS_MODS_PROHIBITED(ResultCode.OBJECT_CLASS_MODS_PROHIBITED),
    UNDEFINED_ATTRIBUTE_TYPE(ResultCode.UNDEFINED_ATTRIBUTE_TYPE),
    INVALID_ATTRIBUTE_SYNTAX(ResultCode.INVALID_ATTRIBUTE_SYNTAX),
    CONSTRAINT_VIOLATION(ResultCode.CONSTRAINT_VIOLATION),
    VALUE_TAKEN(ResultCode.CONSTRAINT_VIOLATION),
    PASSWORD_QUALITY(ResultCode.CONSTRAINT_VIOLATION),
    PASSWORD_TOO_SHORT(ResultCode.CONSTRAINT_VIOLATION),
    PASSWORD_TOO_YOUNG(ResultCode.CONSTRAINT_VIOLATION),
    PASSWORD_IN_HISTORY(ResultCode.CONSTRAINT_VIOLATION),
    ATTRIBUTE_OR_VALUE_EXISTS(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS),
    NO_SUCH_ATTRIBUTE(ResultCode.NO_SUCH_ATTRIBUTE),
    INAPPROPRIATE_MATCHING(ResultCode.INAPPROPRIATE_MATCHING),
    INSUFFICIENT_ACCESS_RIGHTS(ResultCode.INSUFFICIENT_ACCESS_RIGHTS),
    NAME_IN_SETTINGS(ResultCode.INSUFFICIENT_ACCESS_RIGHTS),
    OLD_PASSWORD_MISSING(ResultCode.INSUFFICIENT_ACCESS_RIGHTS),
    PASSWORD_CHANGE_NOT_ALLOWED(ResultCode.INSUFFICIENT_ACCESS_RIGHTS),
    ALIAS_PROBLEM(ResultCode.ALIAS_PROBLEM),
    ALIAS_DEREFERENCING_PROBLEM(ResultCode.ALIAS_DEREFERENCING_PROBLEM),
    PROTOCOL_ERROR(ResultCode.PROTOCOL_ERROR),
    AFFECTS_MULTIPLE_DSAS(ResultCode.AFFECTS_MULTIPLE_DSAS),
    BUSY(ResultCode.BUSY),
    UNWILLING_TO_PERFORM(ResultCode.UNWILLING_TO_PERFORM),
    SIZE_LIMIT_EXCEEDED(ResultCode.SIZE_LIMIT_EXCEEDED),
    TIME_LIMIT_EXCEEDED(ResultCode.TIME_LIMIT_EXCEEDED),
    ADMIN_LIMIT_EXCEEDED(ResultCode.ADMIN_LIMIT_EXCEEDED);

    @SuppressWarnings("ImmutableEnumChecker") // it is immutable, without the annotation
    private final ResultCode code;

    Reason(ResultCode code) {
        this.code = code;
    }

    static Reason of(ViolationException violation) {
        if (violation.isTaken()) {
            return VALUE_TAKEN;
        }
        return switch (violation.fault()) {
            case null -> of(violation.code());
            case QUALITY -> PASSWORD_QUALITY;
            case TOO_SHORT -> PASSWORD_TOO_SHORT;
            case TOO_YOUNG -> PASSWORD_TOO_YOUNG;
            case IN_HISTORY -> PASSWORD_IN_HISTORY;
            case OLD_MISSING -> OLD_PASSWORD_MISSING;
            case NOT_ALLOWED -> PASSWORD_CHANGE_NOT_ALLOWED;
        };
    }

    private static Reason of(ResultCode code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code.equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no reason for " + code));
    }

    public ResultCode code() {
        return code;
    }
}
