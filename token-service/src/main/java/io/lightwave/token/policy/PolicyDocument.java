package io.lightwave.token.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.InvalidFieldException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An authentication policy as the REST API has it; what is null takes its default.
///
/// @param firstFactors `password`, `passkey`, `identity-provider`, and `certificate`, which is not among them at first
/// @param secondFactor `when-asked`, `enrolled` or `required`
/// @param secondFactors `one-time-code`, `passkey`, and `email-code` and `certificate`, which are not among them at
///     first
/// @param contexts at most 16, the weakest first
record PolicyDocument(
        @Nullable List<String> firstFactors,
        @Nullable String secondFactor,
        @Nullable List<String> secondFactors,
        @Nullable List<ContextDocument> contexts,
        @Nullable PasskeyDocument passkeys,
        @Nullable CertificatesDocument certificates,
        @Nullable SelfRegistrationDocument selfRegistration) {

    /// @param methods at most 16 combinations of at most 4 factors
    record ContextDocument(@Nullable String acr, @Nullable List<List<String>> methods) {}

    /// @param userVerification `required`, or `preferred` after a password
    /// @param attestationRoots at most 50
    record PasskeyDocument(
            @Nullable String userVerification, @Nullable List<AttestationRootDocument> attestationRoots) {
        PasskeyDocument {
            userVerification = userVerification == null ? "preferred" : userVerification;
            attestationRoots = attestationRoots == null ? List.of() : List.copyOf(attestationRoots);
        }
    }

    /// @param certificate in PEM
    /// @param aaguids at most 200
    record AttestationRootDocument(
            @Nullable String certificate, @Nullable List<String> aaguids) {
        AttestationRootDocument {
            aaguids = aaguids == null ? List.of() : List.copyOf(aaguids);
        }
    }

    /// @param ownAuthority `enrolled` or `issued`
    /// @param authorities at most 20
    record CertificatesDocument(
            @Nullable String ownAuthority, @Nullable List<AuthorityDocument> authorities) {
        CertificatesDocument {
            ownAuthority = ownAuthority == null ? "enrolled" : ownAuthority;
            authorities = authorities == null ? List.of() : List.copyOf(authorities);
        }
    }

    /// @param name of 1 to 64 characters, each once
    /// @param certificate in PEM
    /// @param crl an HTTPS address; null when `ocsp` is not
    /// @param ocsp an HTTPS address; null when `crl` is not
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuthorityDocument(
            @Nullable String name,
            @Nullable String certificate,
            @Nullable String crl,
            @Nullable String ocsp) {}

    /// @param allowed whether people may make their own accounts; off at first
    /// @param emailDomains at most 50; any when there is none
    record SelfRegistrationDocument(
            @Nullable Boolean allowed, @Nullable List<String> emailDomains) {
        SelfRegistrationDocument {
            allowed = Boolean.TRUE.equals(allowed);
            emailDomains = emailDomains == null ? List.of() : List.copyOf(emailDomains);
        }
    }

    private static final List<Factor> FIRST =
            List.of(Factor.PASSWORD, Factor.PASSKEY, Factor.IDENTITY_PROVIDER, Factor.CERTIFICATE);
    private static final List<Factor> FIRST_AT_FIRST =
            List.of(Factor.PASSWORD, Factor.PASSKEY, Factor.IDENTITY_PROVIDER);
    private static final List<Factor> SECOND =
            List.of(Factor.ONE_TIME_CODE, Factor.PASSKEY, Factor.EMAIL_CODE, Factor.CERTIFICATE);
    private static final List<Factor> SECOND_AT_FIRST = List.of(Factor.ONE_TIME_CODE, Factor.PASSKEY);
    private static final List<ContextDocument> CONTEXTS = List.of(
            new ContextDocument(
                    "1", List.of(List.of("password"), List.of("certificate"), List.of("identity-provider"))),
            new ContextDocument(
                    "2",
                    List.of(
                            List.of("password", "one-time-code"),
                            List.of("password", "passkey"),
                            List.of("passkey"),
                            List.of("strong-identity-provider"))));
    private static final Pattern ACR = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}");
    private static final Pattern DOMAIN =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){0,8}");
    private static final int MOST_DOMAINS = 50;
    private static final Pattern AUTHORITY = Pattern.compile("[^\\p{Cntrl}]{1,64}");
    private static final int MOST = 16;
    private static final int MOST_AUTHORITIES = 20;
    private static final int LONGEST_ADDRESS = 500;

    /// The place of `keyCertSign` (RFC 5280 §4.2.1.3).
    private static final int CERTIFICATE_SIGNING = 5;

    private static final int MOST_COMBINED = 4;
    private static final int MOST_MODELS = 200;
    private static final int MOST_ROOTS = 50;
    private static final int LONGEST_ROOT = 16 * 1024;

    /// Of a tenant that has not changed it.
    static final PolicyDocument DEFAULTS = new PolicyDocument(null, null, null, null, null, null, null);

    PolicyDocument {
        firstFactors = firstFactors == null ? texts(FIRST_AT_FIRST) : List.copyOf(firstFactors);
        secondFactor = secondFactor == null ? text(AuthenticationPolicy.SecondFactor.ENROLLED) : secondFactor;
        secondFactors = secondFactors == null ? texts(SECOND_AT_FIRST) : List.copyOf(secondFactors);
        contexts = contexts == null ? CONTEXTS : List.copyOf(contexts);
        passkeys = passkeys == null ? new PasskeyDocument(null, null) : passkeys;
        certificates = certificates == null ? new CertificatesDocument(null, null) : certificates;
        selfRegistration = selfRegistration == null ? new SelfRegistrationDocument(null, null) : selfRegistration;
    }

    /// @throws InvalidFieldException at the field that is not as it should be
    AuthenticationPolicy read() {
        Set<Factor> first = factors("firstFactors", orNone(firstFactors), FIRST);
        if (first.isEmpty()) {
            throw new InvalidFieldException("firstFactors", "without one nobody signs in");
        }
        Set<Factor> second = factors("secondFactors", orNone(secondFactors), SECOND);
        AuthenticationPolicy.SecondFactor demand = demand();
        if (Factor.enrolled(second).isEmpty() && demand == AuthenticationPolicy.SecondFactor.REQUIRED) {
            throw new InvalidFieldException(
                    "secondFactors", "one is required, so one that people can set up has to be allowed");
        }
        return new AuthenticationPolicy(
                first, demand, second, readContexts(), readPasskeys(), readCertificates(), readSelfRegistration());
    }

    private AuthenticationPolicy.SecondFactor demand() {
        return Arrays.stream(AuthenticationPolicy.SecondFactor.values())
                .filter(one -> text(one).equals(secondFactor))
                .findFirst()
                .orElseThrow(() -> new InvalidFieldException("secondFactor", "not when-asked, enrolled or required"));
    }

    private List<AuthenticationPolicy.Context> readContexts() {
        List<ContextDocument> all = orNone(contexts);
        if (all.isEmpty() || all.size() > MOST) {
            throw new InvalidFieldException("contexts", "not 1 to " + MOST);
        }
        var names = new LinkedHashSet<String>();
        var read = new ArrayList<AuthenticationPolicy.Context>();
        for (int i = 0; i < all.size(); i++) {
            String field = "contexts[" + i + "]";
            String acr = all.get(i).acr();
            if (acr == null || !ACR.matcher(acr).matches() || acr.equals(AuthenticationPolicy.NO_CONTEXT)) {
                throw new InvalidFieldException(field + ".acr", "not 1 to 200 printable characters, or 0");
            }
            if (!names.add(acr)) {
                throw new InvalidFieldException(field + ".acr", "there twice");
            }
            read.add(new AuthenticationPolicy.Context(
                    acr, methods(field, all.get(i).methods())));
        }
        return read;
    }

    private static List<Set<Factor>> methods(String context, @Nullable List<List<String>> methods) { // null: missing
        List<List<String>> all = orNone(methods);
        if (all.isEmpty() || all.size() > MOST) {
            throw new InvalidFieldException(context + ".methods", "not 1 to " + MOST);
        }
        var read = new ArrayList<Set<Factor>>();
        for (int i = 0; i < all.size(); i++) {
            String field = "%s.methods[%d]".formatted(context, i);
            Set<Factor> combined = factors(field, all.get(i), List.of(Factor.values()));
            if (combined.isEmpty() || combined.size() > MOST_COMBINED) {
                throw new InvalidFieldException(field, "not 1 to " + MOST_COMBINED + " factors");
            }
            read.add(combined);
        }
        return read;
    }

    private PasskeyRules readPasskeys() {
        PasskeyDocument document = passkeys == null ? new PasskeyDocument(null, null) : passkeys;
        if (!List.of("required", "preferred").contains(document.userVerification())) {
            throw new InvalidFieldException("passkeys.userVerification", "not required or preferred");
        }
        return new PasskeyRules(
                "required".equals(document.userVerification()), roots(orNone(document.attestationRoots())));
    }

    private CertificateRules readCertificates() {
        CertificatesDocument document = certificates == null ? new CertificatesDocument(null, null) : certificates;
        if (!List.of("enrolled", "issued").contains(document.ownAuthority())) {
            throw new InvalidFieldException("certificates.ownAuthority", "not enrolled or issued");
        }
        List<AuthorityDocument> all = orNone(document.authorities());
        if (all.size() > MOST_AUTHORITIES) {
            throw new InvalidFieldException("certificates.authorities", "more than " + MOST_AUTHORITIES);
        }
        var names = new LinkedHashSet<String>();
        var read = new ArrayList<OutsideAuthority>();
        for (int i = 0; i < all.size(); i++) {
            String field = "certificates.authorities[" + i + "]";
            OutsideAuthority authority = authority(field, all.get(i));
            if (!names.add(authority.name())) {
                throw new InvalidFieldException(field + ".name", "there twice");
            }
            read.add(authority);
        }
        return new CertificateRules("issued".equals(document.ownAuthority()), read);
    }

    private static OutsideAuthority authority(String field, AuthorityDocument document) {
        String name = document.name() == null ? "" : document.name();
        if (!AUTHORITY.matcher(name).matches()) {
            throw new InvalidFieldException(field + ".name", "not 1 to 64 characters");
        }
        X509Certificate certificate = certificate(field + ".certificate", document.certificate());
        boolean[] uses = certificate.getKeyUsage();
        if (certificate.getBasicConstraints() < 0 || (uses != null && !uses[CERTIFICATE_SIGNING])) {
            throw new InvalidFieldException(field + ".certificate", "not an authority's");
        }
        if ((document.crl() == null) == (document.ocsp() == null)) {
            throw new InvalidFieldException(
                    field + ".crl", "either this or ocsp, since a certificate may have been revoked");
        }
        return new OutsideAuthority(
                name,
                certificate,
                document.crl() == null
                        ? new OutsideAuthority.Revocation.Ocsp(address(field + ".ocsp", document.ocsp()))
                        : new OutsideAuthority.Revocation.Crl(address(field + ".crl", document.crl())));
    }

    private static URI address(String field, @Nullable String text) { // null: missing
        try {
            URI address = new URI(text == null ? "" : text);
            if ("https".equals(address.getScheme())
                    && address.getHost() != null
                    && address.getRawFragment() == null
                    && address.getRawUserInfo() == null
                    && address.toString().length() <= LONGEST_ADDRESS) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            throw new InvalidFieldException(field, "not an https address");
        }
        throw new InvalidFieldException(field, "not an https address");
    }

    private AuthenticationPolicy.SelfRegistration readSelfRegistration() {
        SelfRegistrationDocument document =
                selfRegistration == null ? new SelfRegistrationDocument(null, null) : selfRegistration;
        List<String> domains = orNone(document.emailDomains());
        if (domains.size() > MOST_DOMAINS) {
            throw new InvalidFieldException("selfRegistration.emailDomains", "more than " + MOST_DOMAINS);
        }
        for (int i = 0; i < domains.size(); i++) {
            if (!DOMAIN.matcher(domains.get(i)).matches()) {
                throw new InvalidFieldException(
                        "selfRegistration.emailDomains[" + i + "]", "not a domain in lower case");
            }
        }
        return new AuthenticationPolicy.SelfRegistration(Boolean.TRUE.equals(document.allowed()), Set.copyOf(domains));
    }

    private static Set<UUID> models(String field, List<String> texts) {
        var models = new LinkedHashSet<UUID>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                models.add(UUID.fromString(texts.get(i)));
            } catch (IllegalArgumentException notAnId) {
                throw new InvalidFieldException("%s[%d]".formatted(field, i), "not an AAGUID");
            }
        }
        if (models.size() > MOST_MODELS) {
            throw new InvalidFieldException(field, "more than " + MOST_MODELS);
        }
        return models;
    }

    private static List<AttestationRoot> roots(List<AttestationRootDocument> documents) {
        if (documents.size() > MOST_ROOTS) {
            throw new InvalidFieldException("passkeys.attestationRoots", "more than " + MOST_ROOTS);
        }
        var roots = new ArrayList<AttestationRoot>();
        for (int i = 0; i < documents.size(); i++) {
            String field = "passkeys.attestationRoots[" + i + "]";
            AttestationRootDocument document = documents.get(i);
            roots.add(new AttestationRoot(
                    certificate(field + ".certificate", document.certificate()),
                    models(field + ".aaguids", orNone(document.aaguids()))));
        }
        return roots;
    }

    private static X509Certificate certificate(String field, @Nullable String pem) { // null: missing
        try {
            if (pem == null || pem.length() > LONGEST_ROOT) {
                throw new CertificateException("missing or too long");
            }
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException malformed) {
            throw new InvalidFieldException(field, "not a certificate in PEM");
        }
    }

    private static Set<Factor> factors(String field, List<String> texts, List<Factor> possible) {
        var factors = new LinkedHashSet<Factor>();
        for (int i = 0; i < texts.size(); i++) {
            String at = "%s[%d]".formatted(field, i);
            factors.add(Factor.of(texts.get(i))
                    .filter(possible::contains)
                    .orElseThrow(() -> new InvalidFieldException(at, "none of " + texts(possible))));
        }
        return factors;
    }

    private static List<String> texts(List<Factor> factors) {
        return factors.stream().map(Factor::text).toList();
    }

    private static String text(AuthenticationPolicy.SecondFactor demand) {
        return demand.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <T> List<T> orNone(@Nullable List<T> list) { // null: missing
        return list == null ? List.of() : list;
    }
}
