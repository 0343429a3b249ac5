package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.ResultCode;

/// A request whose parts cannot be read as what they should be; the client gets the result code.
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient LdapResult result;

    RefusedException(ResultCode code, String diagnostic) {
        super(diagnostic, null, false, false);
        this.result = LdapResult.of(code, diagnostic);
    }

    LdapResult result() {
        return result;
    }
}
