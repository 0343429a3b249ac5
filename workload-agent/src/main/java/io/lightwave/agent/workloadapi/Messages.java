package io.lightwave.agent.workloadapi;

import io.lightwave.agent.identity.Authority;
import io.lightwave.agent.identity.Bundle;
import io.lightwave.agent.identity.Entry;
import io.lightwave.agent.identity.X509Svid;
import io.lightwave.agent.proto.ProtoWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The answers of the Workload API; the numbers are those of its published proto.
final class Messages {
    private Messages() {}

    /// One identity with what it is given.
    record Given<T>(Entry entry, T what) {}

    /// `X509SVIDResponse`.
    static byte[] x509Svids(List<Given<X509Svid>> svids, Bundle bundle, List<Bundle> federated) {
        var response = new ProtoWriter();
        var hints = new HashSet<String>();
        byte[] anchors = der(bundle.anchors());
        for (var given : svids) {
            var svid = given.what();
            response.message(
                    1,
                    new ProtoWriter()
                            .text(1, svid.spiffeId())
                            .octets(2, der(svid.chain()))
                            .octets(3, svid.key().getEncoded())
                            .octets(4, anchors)
                            .text(5, unique(given.entry().hint(), hints)));
        }
        withAnchors(federated).forEach(foreign -> response.entry(3, foreign.trustDomainId(), der(foreign.anchors())));
        return response.toByteArray();
    }

    /// `X509BundlesResponse`.
    static byte[] x509Bundles(Bundle bundle, List<Bundle> federated) {
        var response = new ProtoWriter().entry(2, bundle.trustDomainId(), der(bundle.anchors()));
        withAnchors(federated).forEach(foreign -> response.entry(2, foreign.trustDomainId(), der(foreign.anchors())));
        return response.toByteArray();
    }

    /// `JWTSVIDResponse`.
    static byte[] jwtSvids(List<Given<Authority.Token>> svids) {
        var response = new ProtoWriter();
        var hints = new HashSet<String>();
        for (var given : svids) {
            response.message(
                    1,
                    new ProtoWriter()
                            .text(1, given.entry().spiffeId())
                            .text(2, given.what().value())
                            .text(3, unique(given.entry().hint(), hints)));
        }
        return response.toByteArray();
    }

    /// `JWTBundlesResponse`.
    static byte[] jwtBundles(Bundle bundle, List<Bundle> federated) {
        var response = new ProtoWriter();
        Stream.concat(Stream.of(bundle), federated.stream())
                .forEach(each ->
                        response.entry(1, each.trustDomainId(), each.jwks().getBytes(StandardCharsets.UTF_8)));
        return response.toByteArray();
    }

    /// `ValidateJWTSVIDResponse`.
    static byte[] validated(String spiffeId, JsonNode claims) {
        return new ProtoWriter()
                .text(1, spiffeId)
                .message(2, ProtoWriter.struct(claims))
                .toByteArray();
    }

    /// A trust domain without any, which may have keys of JWT-SVIDs only, is left out where anchors are told of:
    /// Envoy and the libraries of workloads refuse an answer with an empty one whole.
    static List<Bundle> withAnchors(List<Bundle> bundles) {
        return bundles.stream().filter(bundle -> !bundle.anchors().isEmpty()).toList();
    }

    /// A hint that another has already is none (§5.2.1, §6.2.1).
    private static String unique(String hint, Set<String> given) {
        return given.add(hint) ? hint : "";
    }

    private static byte[] der(List<X509Certificate> certificates) {
        var all = new ByteArrayOutputStream();
        try {
            for (var certificate : certificates) {
                all.writeBytes(certificate.getEncoded());
            }
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
        return all.toByteArray();
    }
}
