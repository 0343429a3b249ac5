package io.lightwave.server.tls;

import java.time.Instant;

/// Where the server's certificate comes from.
sealed interface CertificateSource permits AuthorityCertificate, FileCertificate {

    /// The identity to use now, made or read anew when that is due.
    TlsIdentity current(Instant now);
}
