package io.lightwave.ca.template;

import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;

/// Everything a certificate will say. It is no certificate's content yet: [Lint] decides whether it may be signed.
///
/// @param notBefore first moment of its validity
/// @param notAfter last second of its validity, itself included (RFC 5280 §4.1.2.5)
/// @param authority whether it is a certificate authority's
/// @param pathLength set for an authority only
/// @param publication where its issuer publishes; empty for a root only
/// @param permitted what certificates below it may be called; for an authority only, and empty when that is anything
public record Template(
        BigInteger serial,
        X500Name subject,
        Instant notBefore,
        Instant notAfter,
        SubjectKey key,
        boolean authority,
        OptionalInt pathLength,
        Set<KeyUse> keyUse,
        Set<ExtendedUse> extendedUse,
        List<AlternativeName> names,
        Optional<Publication> publication,
        Optional<PermittedNames> permitted) {

    /// Of one that constrains no names.
    public Template(
            BigInteger serial,
            X500Name subject,
            Instant notBefore,
            Instant notAfter,
            SubjectKey key,
            boolean authority,
            OptionalInt pathLength,
            Set<KeyUse> keyUse,
            Set<ExtendedUse> extendedUse,
            List<AlternativeName> names,
            Optional<Publication> publication) {
        this(
                serial,
                subject,
                notBefore,
                notAfter,
                key,
                authority,
                pathLength,
                keyUse,
                extendedUse,
                names,
                publication,
                Optional.empty());
    }

    public Template {
        keyUse = Set.copyOf(keyUse);
        extendedUse = Set.copyOf(extendedUse);
        names = List.copyOf(names);
    }

    /// Whether it is a delegated OCSP responder's, whose own revocation nobody asks for (RFC 6960 §4.2.2.2.1).
    boolean responds() {
        return extendedUse.contains(ExtendedUse.OCSP_SIGNING);
    }

    /// Where the issuer publishes its revocation list (RFC 5280 §4.2.1.13) and its certificate (§4.2.2.1), and where it
    /// answers OCSP requests; the last is empty in a responder's own certificate.
    ///
    /// @param shard the part of the revocation list, whose address the first is
    public record Publication(URI revocationList, int shard, URI issuerCertificate, Optional<URI> responder) {

        /// The same for a responder's certificate.
        public Publication withoutResponder() {
            return new Publication(revocationList, shard, issuerCertificate, Optional.empty());
        }
    }
}
