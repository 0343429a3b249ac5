package io.lightwave.directory;

import javax.net.ssl.SSLContext;

/// The server's own TLS identity, shared by the HTTPS and LDAP listeners; the certificate behind it renews without a
/// new context.
public interface ServerTls {

    SSLContext context();

    /// The same identity for a listener that asks for the client's certificate: the handshake proves possession of any
    /// of bounded size, and whoever takes it for something must find out whose it is.
    SSLContext askingContext();
}
