package io.lightwave.ca.proof;

import io.lightwave.ca.binding.Identifier;
import io.lightwave.ca.message.ErrorType;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.ASN1OctetString;

/// `tls-alpn-01` (RFC 8737 §3, RFC 8738 §6): a certificate with the digest of the key authorization, shown to whoever
/// speaks `acme-tls/1`.
final class TlsAlpnProof {
    private static final String PROTOCOL = "acme-tls/1";
    private static final String ACME_IDENTIFIER = "1.3.6.1.5.5.7.1.31";
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final Targets targets;
    private final int port;

    TlsAlpnProof(Targets targets, int port) {
        this.targets = targets;
        this.port = port;
    }

    void require(Identifier identifier, byte[] digest) throws ProofException {
        String host = identifier.written().value();
        String serverName = identifier instanceof Identifier.Ip(var address) ? reversed(address) : host;
        X509Certificate certificate = shown(host, serverName);
        boolean good = names(certificate).equals(List.of(expected(identifier)))
                && Objects.requireNonNullElse(certificate.getCriticalExtensionOIDs(), Set.of())
                        .contains(ACME_IDENTIFIER)
                && MessageDigest.isEqual(digest, digestIn(certificate));
        if (!good) {
            throw new ProofException(
                    ErrorType.UNAUTHORIZED,
                    "RFC 8737 §3: the certificate that %s shows has not this name alone and the digest of the key authorization, critical"
                            .formatted(host));
        }
    }

    private X509Certificate shown(String host, String serverName) throws ProofException {
        var tls = AnyCertificate.sockets(); // in a session that is resumed the certificate is that of the proof before
        try (Socket plain = targets.connect(host, port);
                var socket = (SSLSocket) tls.createSocket(plain, serverName, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {PROTOCOL});
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            if (!PROTOCOL.equals(socket.getApplicationProtocol())) {
                throw new ProofException(
                        ErrorType.UNAUTHORIZED, "%s does not speak %s on port %d".formatted(host, PROTOCOL, port));
            }
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException failed) {
            throw new ProofException(ErrorType.TLS, "the TLS handshake with %s on port %d fails".formatted(host, port));
        }
    }

    /// The digest that the certificate holds; empty when it holds none.
    private static byte[] digestIn(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(ACME_IDENTIFIER);
        try {
            return extension == null
                    ? new byte[0]
                    : ASN1OctetString.getInstance(
                                    ASN1OctetString.getInstance(extension).getOctets())
                            .getOctets();
        } catch (IllegalArgumentException | ClassCastException malformed) {
            return new byte[0];
        }
    }

    /// RFC 8737 §3: DNS names whatever their case.
    private static List<List<Object>> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .map(name -> List.of(
                                    name.get(0),
                                    name.get(1) instanceof String text ? text.toLowerCase(Locale.ROOT) : name.get(1)))
                            .toList();
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
    }

    private static List<Object> expected(Identifier identifier) {
        return switch (identifier) {
            case Identifier.Dns dns -> List.of(DNS_NAME, dns.name());
            case Identifier.Ip(var address) -> List.of(IP_ADDRESS, address.getHostAddress());
        };
    }

    /// The name of an address in DNS (RFC 1035 §3.5, RFC 3596 §2.5), which the extension for names takes (RFC 8738 §6).
    static String reversed(InetAddress address) {
        byte[] octets = address.getAddress();
        var name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xff;
            if (address instanceof Inet4Address) {
                name.append(octet).append('.');
            } else {
                name.append(Integer.toHexString(octet & 0xf))
                        .append('.')
                        .append(Integer.toHexString(octet >> 4))
                        .append('.');
            }
        }
        return name.append(address instanceof Inet4Address ? "in-addr.arpa" : "ip6.arpa")
                .toString();
    }
}
