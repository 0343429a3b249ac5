package io.lightwave.ca.issuance;

import io.lightwave.ca.template.AlternativeName;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SignIn;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extensions;

/// What an authenticated subject applies for.
///
/// @param profile a profile's name
/// @param predecessor the record of the certificate that it shall renew
/// @param signIn how a person has proved who they are; empty for everybody else, and for whoever renews
public record Application(
        ActivePrincipal subject,
        String profile,
        Material material,
        Names names,
        Optional<UUID> predecessor,
        Optional<SignIn> signIn,
        Origin origin) {

    /// Where the key comes from.
    public sealed interface Material {

        /// A request in PEM or DER, which proves possession.
        final class Pkcs10 implements Material {
            private final byte[] encoded;
            private final boolean linkable;

            public Pkcs10(byte[] encoded) {
                this(encoded, false);
            }

            /// @param linkable whether it can say that it is of one TLS connection only (EST, RFC 7030 §3.5)
            public Pkcs10(byte[] encoded, boolean linkable) {
                this.encoded = encoded;
                this.linkable = linkable;
            }

            byte[] encoded() {
                return encoded;
            }

            boolean linkable() {
                return linkable;
            }
        }

        /// What a certificate template asks for (CRMF, RFC 4211 §5), the possession of whose key its sender has proved
        /// (§4.1).
        ///
        /// @param extensions each at most once
        record Crmf(SubjectKey key, X500Name subject, Optional<Extensions> extensions) implements Material {}

        /// A key whose possession was proved in another way, as by TLS with its certificate.
        record Proved(PublicKey key) implements Material {}

        /// A key that the server has just made for the subject, which only people have.
        record Made(PublicKey key) implements Material {}
    }

    /// What the names in a request are to the certificate, which never takes them from there.
    public sealed interface Names {

        /// Nothing.
        record Ignored() implements Names {}

        /// They must be among those that the subject has anyway (EST, RFC 7030 §4.2.1).
        record OfSubject() implements Names {}

        /// They must be exactly these (ACME, RFC 8555 §7.4), over which the subject has proved control: the one case in
        /// which names do not come from the subject.
        ///
        /// @param foreign a key that the request must not be for: that of the account (RFC 8555 §11.1)
        record Proved(List<AlternativeName> names, PublicKey foreign) implements Names {
            public Proved {
                names = List.copyOf(names);
            }
        }

        /// They must be exactly those of the certificate that is renewed (EST, RFC 7030 §4.2.2).
        record OfPredecessor(X509Certificate certificate) implements Names {}
    }
}
