package io.lightwave.token.authentication;

import com.nimbusds.jose.jwk.JWK;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.token.client.AuthenticationMethod;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.ClientKeys;
import io.lightwave.token.client.MetadataField;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// Authenticates clients by the certificate of their TLS connection (RFC 8705 §2). One of the tenant's authority
/// counts for the very client that it was issued to, and only with the registered name in it; a self-signed one, when
/// it stands in the client's key set.
final class CertificateAuthentication {
    private static final int IP_ADDRESS = 7;
    /// Numbers of the alternatives of GeneralName (RFC 5280 §4.2.1.6).
    private static final Map<MetadataField, Integer> ALTERNATIVE_NAMES = Map.of(
            MetadataField.TLS_CLIENT_AUTH_SAN_EMAIL, 1,
            MetadataField.TLS_CLIENT_AUTH_SAN_DNS, 2,
            MetadataField.TLS_CLIENT_AUTH_SAN_URI, 6,
            MetadataField.TLS_CLIENT_AUTH_SAN_IP, IP_ADDRESS);

    private final CertificateTrust trust;
    private final ClientKeys keys;
    private final InstantSource clock;

    CertificateAuthentication(CertificateTrust trust, ClientKeys keys, InstantSource clock) {
        this.trust = trust;
        this.keys = keys;
        this.clock = clock;
    }

    static boolean concerns(Client client) {
        return switch (client.metadata().authenticationMethod()) {
            case TLS_CLIENT_AUTH, SELF_SIGNED_TLS_CLIENT_AUTH -> true;
            case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, CLIENT_SECRET_JWT, PRIVATE_KEY_JWT, NONE -> false;
        };
    }

    /// What speaks against it; null when nothing does.
    @Nullable
    String objection(Client client, Optional<X509Certificate> certificate) {
        if (certificate.isEmpty()) {
            return "no client certificate";
        }
        if (client.mayAuthenticateBy(AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH)) {
            return isRegistered(client, certificate.get()) ? null : "certificate not in its key set, or not in time";
        }
        var trusted = trust.find(client.tenant(), certificate.get());
        if (trusted.isEmpty()) {
            return "certificate not of this tenant's authorities, or not good now";
        }
        if (!trusted.get().holder().equals(Optional.of(client.id()))) {
            return "certificate of another subject";
        }
        return hasRegisteredName(client, certificate.get()) ? null : "certificate without the registered name";
    }

    private boolean isRegistered(Client client, X509Certificate certificate) {
        Instant now = clock.instant();
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant())
                && (contains(keys.of(client), certificate) || contains(keys.again(client), certificate));
    }

    private static boolean contains(List<JWK> keys, X509Certificate certificate) {
        return keys.stream()
                .map(JWK::getParsedX509CertChain)
                .anyMatch(chain ->
                        chain != null && !chain.isEmpty() && chain.getFirst().equals(certificate));
    }

    private static boolean hasRegisteredName(Client client, X509Certificate certificate) {
        Optional<String> subject = client.metadata().text(MetadataField.TLS_CLIENT_AUTH_SUBJECT_DN);
        if (subject.isPresent()) {
            return isSubject(certificate, subject.get());
        }
        return ALTERNATIVE_NAMES.entrySet().stream()
                .anyMatch(kind -> client.metadata()
                        .text(kind.getKey())
                        .filter(name -> hasAlternativeName(certificate, kind.getValue(), name))
                        .isPresent());
    }

    private static boolean isSubject(X509Certificate certificate, String wanted) {
        try {
            return certificate.getSubjectX500Principal().equals(new X500Principal(wanted));
        } catch (IllegalArgumentException noName) { // registered when that was not looked at
            return false;
        }
    }

    /// Addresses are compared as such: IPv6 has many spellings, and RFC 5952's is not the one of certificates' readers.
    private static boolean isSame(int kind, String wanted, @Nullable Object name) {
        return kind == IP_ADDRESS
                ? name instanceof String address
                        && InetAddress.ofLiteral(address).equals(InetAddress.ofLiteral(wanted))
                : wanted.equals(name);
    }

    private static boolean hasAlternativeName(X509Certificate certificate, int kind, String wanted) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null
                    && names.stream().anyMatch(name -> name.get(0).equals(kind) && isSame(kind, wanted, name.get(1)));
        } catch (CertificateParsingException | IllegalArgumentException e) {
            return false;
        }
    }
}
