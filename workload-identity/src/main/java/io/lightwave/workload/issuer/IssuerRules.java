package io.lightwave.workload.issuer;

import io.lightwave.directory.CertificateStrength;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.StrictJson;
import io.lightwave.workload.key.KeySet;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a trusted issuer may be registered with; every refusal names its field.
final class IssuerRules {
    private static final int LONGEST_URI = 2000;
    private static final int MOST_CLAIMS = 50;
    private static final int LONGEST_KEY_SET = 64 * 1024;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._~@:()+-]{0,199}");
    private static final Pattern CLAIM = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final int LONGEST_BUNDLE = 64 * 1024;
    private static final Pattern CREDENTIAL = Pattern.compile("[\\x21-\\x7e]{1,16384}");
    private static final int MOST_ACCOUNTS = 20;
    private static final Pattern ACCOUNT = Pattern.compile(
            "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern SUFFIX =
            Pattern.compile("(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern EC2 = Pattern.compile("https://ec2[.][a-z0-9-]{1,40}[.]amazonaws[.]com");
    private static final Pattern AZURE_VM = Pattern.compile("https://metadata[.]azure[.](com|us|cn)");
    private static final Pattern AUDIENCE = Pattern.compile("[\\x21-\\x7e]{1,2000}");

    /// What was found good.
    record Checked(
            String name,
            boolean enabled,
            @Nullable String jwks,
            @Nullable String jwksUri,
            @Nullable String caBundle,
            @Nullable String reviewServer,
            @Nullable String reviewCredential,
            Optional<JoiningNodes> nodes,
            @Nullable String audience,
            List<String> immutableClaims) {
        @Override
        public String toString() {
            return "Checked[" + name + "]";
        }
    }

    private IssuerRules() {}

    /// An `https` URL without query, fragment and user (OpenID Connect Discovery §3), exactly as tokens have it.
    static String issuer(@Nullable String value) {
        if (value == null || !isHttps(value) || value.contains("?")) {
            throw new InvalidFieldException("issuer", "must be an https URL without query, fragment and user name");
        }
        return value;
    }

    static IssuerKind kind(@Nullable String value) {
        return value == null
                ? IssuerKind.OIDC
                : IssuerKind.of(value)
                        .orElseThrow(() -> new InvalidFieldException(
                                "kind", "must be oidc, kubernetes, github, gitlab, gcp, azure, ec2 or azure-vm"));
    }

    /// What signs documents names no issuer, so each region of AWS and each cloud of Azure has the one given here.
    static void requireNamed(IssuerKind kind, String issuer) {
        if (kind == IssuerKind.EC2 && !EC2.matcher(issuer).matches()) {
            throw new InvalidFieldException("issuer", "must be https://ec2.REGION.amazonaws.com for kind ec2");
        }
        if (kind == IssuerKind.AZURE_VM && !AZURE_VM.matcher(issuer).matches()) {
            throw new InvalidFieldException(
                    "issuer", "must be https://metadata.azure.com (or .us, .cn) for kind azure-vm");
        }
    }

    /// What people call it, when they do not say: its URL without the scheme.
    static String defaultName(String issuer) {
        String bare = issuer.substring("https://".length()).replaceAll("[^\\p{L}\\p{N}._~@:()+-]", "-");
        String name = bare.length() > 200 ? bare.substring(0, 200) : bare;
        return NAME.matcher(name).matches() ? name : "issuer-" + Integer.toHexString(issuer.hashCode());
    }

    static Checked check(IssuerKind kind, TrustedIssuerChange asked) {
        if (asked.jwks() != null && asked.jwksUri() != null) {
            throw new InvalidFieldException("jwksUri", "must be absent when jwks is given");
        }
        if (kind.signsDocuments() && (asked.jwks() != null || asked.jwksUri() != null)) {
            throw new InvalidFieldException(asked.jwks() != null ? "jwks" : "jwksUri", "is for issuers of tokens only");
        }
        if (kind.signsDocuments() && asked.caBundle() == null) {
            throw new InvalidFieldException("caBundle", "is needed: the certificates that documents are verified by");
        }
        if (kind == IssuerKind.EC2 && asked.audience() != null) {
            throw new InvalidFieldException("audience", "is not for kind ec2: its documents name none");
        }
        var review = tokenReview(kind, asked.tokenReview());
        if (asked.nodes() != null && asked.nodes().daemonSetUid() != null && review == null) {
            throw new InvalidFieldException("nodes.daemonSetUid", "needs tokenReview: the API server is asked");
        }
        return new Checked(
                name(asked.name()),
                !Boolean.FALSE.equals(asked.enabled()),
                keys(asked.jwks()),
                Optional.ofNullable(asked.jwksUri()).map(IssuerRules::jwksUri).orElse(null),
                caBundle(kind, asked.caBundle()),
                review == null ? null : review.server(),
                review == null ? null : review.credential(),
                Optional.ofNullable(asked.nodes()).map(nodes -> nodes(kind, nodes)),
                Optional.ofNullable(asked.audience()).map(IssuerRules::audience).orElse(null),
                immutableClaims(kind, asked.immutableClaims()));
    }

    private static String name(@Nullable String value) {
        if (value == null || !NAME.matcher(value).matches() || isUuid(value)) {
            throw new InvalidFieldException("name", "must be 1 to 200 letters, digits, spaces and . _ ~ @ : ( ) + -");
        }
        return value;
    }

    private static @Nullable String keys(@Nullable JsonNode set) {
        if (set == null || set.isNull()) {
            return null;
        }
        try {
            KeySet.of(set);
        } catch (IllegalArgumentException unusable) {
            throw new InvalidFieldException("jwks", String.valueOf(unusable.getMessage()));
        }
        String text = StrictJson.mapper().writeValueAsString(set);
        if (text.length() > LONGEST_KEY_SET) {
            throw new InvalidFieldException("jwks", "is larger than 64 KiB");
        }
        return text;
    }

    private static String jwksUri(String value) {
        if (!isHttps(value)) {
            throw new InvalidFieldException("jwksUri", "must be an https URL without fragment and user name");
        }
        return value;
    }

    /// Certificates in PEM and nothing else.
    private static @Nullable String caBundle(IssuerKind kind, @Nullable String value) {
        if (value == null) {
            return null;
        }
        if (kind != IssuerKind.KUBERNETES && !kind.signsDocuments()) {
            throw new InvalidFieldException("caBundle", "is for kinds kubernetes, ec2 and azure-vm only");
        }
        try {
            Collection<? extends Certificate> certificates = value.length() > LONGEST_BUNDLE
                    ? List.of()
                    : CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(value.getBytes(StandardCharsets.US_ASCII)));
            if (!certificates.isEmpty() && !value.contains("PRIVATE KEY")) {
                if (kind == IssuerKind.AZURE_VM && !certificates.stream().allMatch(IssuerRules::isAuthority)) {
                    throw new InvalidFieldException(
                            "caBundle", "must be authorities', of keys that sign certificates and are not weak");
                }
                return value;
            }
        } catch (CertificateException malformed) {
            // said below
        }
        throw new InvalidFieldException("caBundle", "must be certificates in PEM, 64 KiB at most");
    }

    private static boolean isAuthority(Certificate certificate) {
        return certificate instanceof X509Certificate x509 && CertificateStrength.isAuthority(x509);
    }

    private static @Nullable AskedTokenReview tokenReview(IssuerKind kind, @Nullable AskedTokenReview asked) {
        if (asked == null) {
            return null;
        }
        if (kind != IssuerKind.KUBERNETES) {
            throw new InvalidFieldException("tokenReview", "is for kind kubernetes only");
        }
        String server = asked.server();
        if (server == null || !isHttps(server) || server.contains("?")) {
            throw new InvalidFieldException("tokenReview.server", "must be an https URL without query and fragment");
        }
        String credential = asked.credential();
        if (credential != null && !CREDENTIAL.matcher(credential).matches()) {
            throw new InvalidFieldException("tokenReview.credential", "must be a token: visible ASCII characters");
        }
        return new AskedTokenReview(
                server.endsWith("/") ? server.substring(0, server.length() - 1) : server, credential);
    }

    private static JoiningNodes nodes(IssuerKind kind, AskedNodes asked) {
        if (kind != IssuerKind.KUBERNETES) {
            throw new InvalidFieldException("nodes", "is for kind kubernetes only");
        }
        String suffix = asked.suffix();
        if (suffix == null || !SUFFIX.matcher(suffix).matches()) {
            throw new InvalidFieldException("nodes.suffix", "must be 1 to 63 lower case letters, digits, - and dots");
        }
        List<String> accounts = asked.serviceAccounts() == null ? List.of() : asked.serviceAccounts();
        if (accounts.size() > MOST_ACCOUNTS) {
            throw new InvalidFieldException("nodes.serviceAccounts", "are more than 20");
        }
        var found = new TreeSet<String>();
        for (int i = 0; i < accounts.size(); i++) {
            String account = accounts.get(i);
            if (!ACCOUNT.matcher(account).matches()) {
                throw new InvalidFieldException("nodes.serviceAccounts[" + i + "]", "must be NAMESPACE/NAME");
            }
            found.add(account);
        }
        String daemonSet = asked.daemonSetUid();
        if (daemonSet != null && !isUuid(daemonSet)) {
            throw new InvalidFieldException("nodes.daemonSetUid", "must be the uid of a DaemonSet");
        }
        return new JoiningNodes(suffix, found, Optional.ofNullable(daemonSet));
    }

    private static String audience(String value) {
        if (!AUDIENCE.matcher(value).matches()) {
            throw new InvalidFieldException("audience", "must be 1 to 2000 visible ASCII characters");
        }
        return value;
    }

    private static List<String> immutableClaims(IssuerKind kind, @Nullable List<String> values) {
        if (values == null || values.isEmpty()) {
            return List.of();
        }
        if (kind != IssuerKind.OIDC) {
            throw new InvalidFieldException("immutableClaims", "are for kind oidc only");
        }
        if (values.size() > MOST_CLAIMS) {
            throw new InvalidFieldException("immutableClaims", "are more than 50");
        }
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null || !CLAIM.matcher(values.get(i)).matches()) {
                throw new InvalidFieldException("immutableClaims[" + i + "]", "is not the name of a claim");
            }
        }
        return List.copyOf(new TreeSet<>(values));
    }

    private static boolean isHttps(String value) {
        if (value.length() > LONGEST_URI) {
            return false;
        }
        try {
            var uri = URI.create(value);
            return "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static boolean isUuid(String value) {
        try {
            return UUID.fromString(value).toString().equals(value);
        } catch (IllegalArgumentException other) {
            return false;
        }
    }
}
