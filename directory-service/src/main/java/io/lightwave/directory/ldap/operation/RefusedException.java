package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.ResultCode;

/// A request that is refused before its operation begins; the client gets the result.
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient LdapResult result;

    RefusedException(ResultCode code, String diagnostic) {
        this(LdapResult.of(code, diagnostic));
    }

    RefusedException(LdapResult result) {
        super(result.diagnostic(), null, false, false);
        this.result = result;
    }

    LdapResult result() {
        return result;
    }
}
