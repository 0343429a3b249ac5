package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.entry.EntryOutcome;
import java.util.ArrayList;
import java.util.List;

/// How an operation ended, as the client is told (RFC 4511 §4.1.9).
///
/// @param matched the nearest existing name above the one asked for, or empty
/// @param diagnostic in English, without secrets; may be empty
/// @param referrals where to ask instead
/// @param controls of the response
record LdapResult(ResultCode code, String matched, String diagnostic, List<String> referrals, List<Control> controls) {

    static final LdapResult SUCCESS = of(ResultCode.SUCCESS, "");

    static LdapResult of(ResultCode code, String diagnostic) {
        return new LdapResult(code, "", diagnostic, List.of(), List.of());
    }

    static LdapResult of(EntryOutcome outcome) {
        return switch (outcome) {
            case EntryOutcome.Done _ -> SUCCESS;
            case EntryOutcome.Compared(boolean equal) ->
                of(equal ? ResultCode.COMPARE_TRUE : ResultCode.COMPARE_FALSE, "");
            case EntryOutcome.Refused refused ->
                new LdapResult(
                        refused.reason().code(),
                        refused.matched().toString(),
                        refused.diagnostic(),
                        List.of(),
                        List.of());
            case EntryOutcome.Referred(DistinguishedName matched, List<String> urls) ->
                new LdapResult(ResultCode.REFERRAL, matched.toString(), "", urls, List.of());
        };
    }

    boolean isSuccess() {
        return code.equals(ResultCode.SUCCESS);
    }

    /// The same for a client that is not to be sent elsewhere: there is no such entry here.
    LdapResult staying() {
        return code.equals(ResultCode.REFERRAL)
                ? new LdapResult(ResultCode.NO_SUCH_OBJECT, matched, diagnostic, List.of(), controls)
                : this;
    }

    /// The same with one more control.
    LdapResult with(Control control) {
        var more = new ArrayList<>(controls);
        more.add(control);
        return new LdapResult(code, matched, diagnostic, referrals, List.copyOf(more));
    }
}
