package io.lightwave.token.certificate;

import io.lightwave.directory.Egress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// Asks authorities of outside what they have revoked. Signatures and times are not checked here.
final class RevocationStates {
    private static final int LONGEST_LIST = 4 << 20;
    private static final int LONGEST_ANSWER = 64 << 10;
    private static final int MOST_LISTS = 16;
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final ASN1ObjectIdentifier SHA_1 = new ASN1ObjectIdentifier("1.3.14.3.2.26");

    private final Egress egress;
    private final InstantSource clock;
    private final Map<URI, Fetched> lists = new LinkedHashMap<>(MOST_LISTS, 0.75f, true);

    private record Fetched(X509CRL list, Instant at) {}

    RevocationStates(Egress egress, InstantSource clock) {
        this.egress = egress;
        this.clock = clock;
    }

    /// Nobody says.
    static final class UnknownException extends Exception {
        private static final long serialVersionUID = 1;

        UnknownException(String message) {
            super(message);
        }
    }

    /// The list there, fetched again after ten minutes; the one before when that fails, which counts for as long as it
    /// says itself.
    X509CRL list(URI address) throws UnknownException {
        Fetched known;
        synchronized (lists) {
            known = lists.get(address);
        }
        if (known != null && Duration.between(known.at(), clock.instant()).abs().compareTo(FRESH) < 0) {
            return known.list();
        }
        try {
            return keep(address, fetch(address));
        } catch (UnknownException failed) {
            if (known == null) {
                throw failed;
            }
            return known.list();
        }
    }

    private X509CRL keep(URI address, X509CRL list) {
        synchronized (lists) {
            lists.put(address, new Fetched(list, clock.instant()));
            if (lists.size() > MOST_LISTS) {
                lists.remove(lists.keySet().iterator().next());
            }
        }
        return list;
    }

    private X509CRL fetch(URI address) throws UnknownException {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509")
                    .generateCRL(new ByteArrayInputStream(egress.get(address, LONGEST_LIST)));
        } catch (IOException | GeneralSecurityException failed) {
            throw new UnknownException("%s: %s".formatted(address, failed.getMessage()));
        }
    }

    /// What an OCSP responder says of a certificate now.
    byte[] answer(URI responder, X509Certificate issuer, X509Certificate certificate) throws UnknownException {
        try {
            String request = Base64.getEncoder().encodeToString(request(issuer, certificate));
            String base = responder.toString();
            var address = URI.create(
                    base + (base.endsWith("/") ? "" : "/") + URLEncoder.encode(request, StandardCharsets.US_ASCII));
            return egress.get(address, LONGEST_ANSWER);
        } catch (IOException | GeneralSecurityException failed) {
            throw new UnknownException("%s: %s".formatted(responder, failed.getMessage()));
        }
    }

    /// An OCSPRequest (RFC 6960 §4.1.1) for one certificate, unsigned and without extensions. SHA-1
    /// only names the issuer in it, by which responders look it up.
    private static byte[] request(X509Certificate issuer, X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        byte[] key = SubjectPublicKeyInfo.getInstance(issuer.getPublicKey().getEncoded())
                .getPublicKeyData()
                .getBytes();
        var certId = sequence(
                sequence(SHA_1, DERNull.INSTANCE),
                new DEROctetString(sha1(certificate.getIssuerX500Principal().getEncoded())),
                new DEROctetString(sha1(key)),
                new ASN1Integer(certificate.getSerialNumber()));
        return sequence(sequence(sequence(sequence(certId)))).getEncoded("DER");
    }

    private static DERSequence sequence(ASN1Encodable... parts) {
        return new DERSequence(parts);
    }

    private static byte[] sha1(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-1").digest(bytes);
    }
}
