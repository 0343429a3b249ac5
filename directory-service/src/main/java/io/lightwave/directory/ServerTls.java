package io.lightwave.directory;

import javax.net.ssl.SSLContext;

/// The server's own TLS identity, shared by the HTTPS and LDAP listeners; the certificate behind it renews without a
/// new context.
public interface ServerTls {

    SSLContext context();
}
