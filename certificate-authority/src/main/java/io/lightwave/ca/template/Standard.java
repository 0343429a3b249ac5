package io.lightwave.ca.template;

import io.lightwave.directory.TenantId;
import java.time.Duration;

/// The standard a template must keep beside RFC 5280's general rules.
public sealed interface Standard {
    /// The longest validity period.
    Duration longest();

    /// A certificate authority's certificate.
    record Authority(Duration longest) implements Standard {}

    /// An end entity's certificate.
    record EndEntity(Duration longest) implements Standard {}

    /// A host's certificate for names over which control was proved; a name may be a wildcard (RFC 9525 §6.3).
    record Host(Duration longest) implements Standard {}

    /// The certificate of what signs in its issuer's name, as a delegated OCSP responder (RFC 6960 §4.2.2.2).
    ///
    /// @param use the only one it has
    record Delegate(ExtendedUse use, Duration longest) implements Standard {}

    /// A workload's certificate, with its SPIFFE ID in the given trust domain (SPIFFE X509-SVID).
    record Svid(TenantId trustDomain, Duration longest) implements Standard {}
}
