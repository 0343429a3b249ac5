package io.lightwave.agent.workloadapi;

import io.lightwave.agent.connection.PemText;
import io.lightwave.agent.identity.Bundle;
import io.lightwave.agent.identity.X509Svid;
import io.lightwave.agent.proto.ProtoReader;
import io.lightwave.agent.proto.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The messages of Envoy's secret discovery (API version 3); the numbers are those of its published proto.
final class SecretMessages {
    static final String SECRET = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";

    private static final String PLAIN = "disable_spiffe_cert_validation";
    private static final String SPIFFE_VALIDATOR =
            "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig";

    private SecretMessages() {}

    /// `DiscoveryRequest`.
    ///
    /// @param nonce of the answer that it is about; empty in the first of a stream
    /// @param refused whether that answer was not accepted
    /// @param proxy who asks; empty in all but the first of a stream
    record Request(List<String> names, String typeUrl, String nonce, boolean refused, Optional<Proxy> proxy) {
        static Request of(byte[] message) {
            var fields = ProtoReader.ofAny(message);
            return new Request(
                    fields.texts(3).stream().filter(name -> !name.isEmpty()).toList(),
                    fields.text(4),
                    fields.text(5),
                    fields.has(6),
                    fields.has(2) ? Optional.of(Proxy.of(fields.message(2))) : Optional.empty());
        }
    }

    /// What a `Node` says of itself.
    ///
    /// @param knowsSpiffe whether it is an Envoy with the validator of SPIFFE, as from 1.18 on
    /// @param plain whether its metadata ask for anchors without that (`disable_spiffe_cert_validation`);
    ///     empty when they do not say
    record Proxy(boolean knowsSpiffe, Optional<Boolean> plain) {
        static final Proxy SILENT = new Proxy(false, Optional.empty());

        static Proxy of(ProtoReader node) {
            var version = node.message(8).message(1);
            long major = version.number(1);
            return new Proxy(major > 1 || (major == 1 && version.number(2) >= 18), plain(node.message(3)));
        }

        /// A `Struct` with a truth value, or a text of one.
        private static Optional<Boolean> plain(ProtoReader metadata) {
            return metadata.messages(1).stream()
                    .filter(field -> field.text(1).equals(PLAIN))
                    .map(field -> field.message(2))
                    .flatMap(value -> value.numbers().containsKey(4)
                            ? Stream.of(value.number(4) != 0)
                            : Stream.of(value.text(3))
                                    .filter(text -> text.equals("true") || text.equals("false"))
                                    .map(Boolean::valueOf))
                    .findFirst();
        }
    }

    /// `Secret` with a `TlsCertificate`: chain and key in PEM.
    static ProtoWriter certificate(String name, X509Svid svid) {
        return new ProtoWriter()
                .text(1, name)
                .message(
                        2,
                        new ProtoWriter()
                                .message(1, inline(PemText.of(svid.chain())))
                                .message(
                                        2,
                                        inline(PemText.of(
                                                "PRIVATE KEY", svid.key().getEncoded()))));
    }

    /// `Secret` with a `CertificateValidationContext`: the anchors of one trust domain in PEM.
    static ProtoWriter anchors(String name, Bundle bundle) {
        return new ProtoWriter()
                .text(1, name)
                .message(4, new ProtoWriter().message(1, inline(PemText.of(bundle.anchors()))));
    }

    /// `Secret` with a `CertificateValidationContext` whose `custom_validator_config` is Envoy's for SPIFFE
    /// (`SPIFFECertValidatorConfig`): the anchors of each trust domain in PEM, good for its own identities only.
    static ProtoWriter anchorsByDomain(String name, List<Bundle> bundles) {
        var domains = new ProtoWriter();
        bundles.forEach(bundle -> domains.message(
                1, new ProtoWriter().text(1, bundle.trustDomain()).message(2, inline(PemText.of(bundle.anchors())))));
        var extension = new ProtoWriter()
                .text(1, "envoy.tls.cert_validator.spiffe")
                .message(2, new ProtoWriter().text(1, SPIFFE_VALIDATOR).message(2, domains));
        return new ProtoWriter().text(1, name).message(4, new ProtoWriter().message(12, extension));
    }

    /// `DataSource` with `inline_bytes`.
    private static ProtoWriter inline(String text) {
        return new ProtoWriter().octets(2, text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Tells these secrets from any others.
    static String version(List<ProtoWriter> secrets) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            secrets.forEach(secret -> digest.update(secret.toByteArray()));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// `DiscoveryResponse`.
    static byte[] response(String version, String nonce, List<ProtoWriter> secrets) {
        var response = new ProtoWriter().text(1, version);
        for (var secret : secrets) {
            response.message(2, new ProtoWriter().text(1, SECRET).message(2, secret));
        }
        return response.text(4, SECRET).text(5, nonce).toByteArray();
    }
}
