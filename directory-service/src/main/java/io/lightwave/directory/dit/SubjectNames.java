package io.lightwave.directory.dit;

import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.schema.ViolationException;
import java.util.Locale;
import java.util.regex.Pattern;

/// The names that subjects may have: ASCII, so that no two look alike, and checked in the same form wherever they come
/// from. Uniqueness ignores case; where case means something to others, only lower case is taken or the spelling
/// counts.
public final class SubjectNames {
    private static final int MAXIMUM_LENGTH = 128;
    /// As in sign-in names and e-mail addresses: `alice`, `alice@acme.example`. Compared without case.
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]*");
    /// `administrators`, `Team 7/on call`. Compared without case.
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._@+:/ -]*[A-Za-z0-9._@+:/-])?");
    /// The path of a SPIFFE ID: one or more segments in lower case.
    private static final Pattern WORKLOAD = Pattern.compile("[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*");
    /// An OAuth client identifier (neither a `spiffe:` URI nor a UUID). The spelling counts.
    private static final Pattern CLIENT = Pattern.compile(
            "(?!spiffe:)(?![0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$)[A-Za-z0-9][A-Za-z0-9._~:@/-]*",
            Pattern.CASE_INSENSITIVE);
    /// A host name in lower case, with or without a domain.
    private static final Pattern NODE = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    private SubjectNames() {}

    /// Whether a subject of this kind may have this name.
    public static boolean accepts(SubjectKind kind, String name) {
        return name.length() <= MAXIMUM_LENGTH && pattern(kind).matcher(name).matches();
    }

    /// Whether a look-up by `asked` may find the subject named `name`, when both are equal without case.
    public static boolean identifies(SubjectKind kind, String asked, String name) {
        return switch (kind) {
            case USER, GROUP -> true;
            case WORKLOAD, CLIENT, NODE -> asked.equals(name);
        };
    }

    static void require(SubjectKind kind, String name) {
        if (!accepts(kind, name)) {
            throw new ViolationException(
                    ResultCode.NAMING_VIOLATION,
                    kind.namingAttribute(),
                    "not a name that a %s may have".formatted(kind.name().toLowerCase(Locale.ROOT)));
        }
    }

    private static Pattern pattern(SubjectKind kind) {
        return switch (kind) {
            case USER -> USER;
            case GROUP -> GROUP;
            case WORKLOAD -> WORKLOAD;
            case CLIENT -> CLIENT;
            case NODE -> NODE;
        };
    }
}
