package io.lightwave.workload.recognition;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SpiffeId;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.workload.issuer.TrustedIssuer;
import io.lightwave.workload.issuer.TrustedIssuers;
import io.lightwave.workload.workload.WorkloadRules;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Turns a platform's token into a workload.
final class WorkloadRecognition implements WorkloadAssertions {
    private static final int MOST_CHARACTERS = 64 * 1024;
    private static final int LONGEST_CLAIMED = 200;
    /// Beyond expiry and skew, for nodes whose clocks are apart.
    private static final Duration REMEMBERED_AFTER_EXPIRY = Duration.ofMinutes(5);

    private final TrustedIssuers issuers;
    private final EvidenceVerifier verifier;
    private final WorkloadRules rules;
    private final UsedEvidence used;
    private final Tenants tenants;
    private final Subjects subjects;
    private final ActivePrincipals principals;
    private final SvidRecognition svids;

    WorkloadRecognition(
            TrustedIssuers issuers,
            EvidenceVerifier verifier,
            WorkloadRules rules,
            UsedEvidence used,
            Tenants tenants,
            Subjects subjects,
            ActivePrincipals principals,
            SvidRecognition svids) {
        this.issuers = issuers;
        this.verifier = verifier;
        this.rules = rules;
        this.used = used;
        this.tenants = tenants;
        this.subjects = subjects;
        this.principals = principals;
        this.svids = svids;
    }

    @Override
    public Recognition recognise(TenantId tenant, String assertion, Optional<String> clientId, Origin origin) {
        if (assertion.length() > MOST_CHARACTERS) {
            return new Recognition.Refused("it is larger than 64 KiB", "");
        }
        var token = CompactJws.parse(assertion).orElse(null);
        if (token == null) {
            return new Recognition.NotEvidence();
        }
        var issuer = token.claimedIssuer()
                .flatMap(claimed -> issuers.find(tenant, claimed))
                .orElse(null);
        if (issuer == null) {
            return new Recognition.NotEvidence();
        }
        return switch (verified(tenant, token, issuer)) {
            case EvidenceVerifier.Outcome.Refused(var reason) -> new Recognition.Refused(reason, claimed(token));
            case EvidenceVerifier.Outcome.Verified(var evidence) -> workload(evidence, clientId, claimed(token));
        };
    }

    @Override
    public Recognition recogniseJwtSvid(TenantId tenant, String svid, Optional<String> clientId) {
        return svids.jwt(tenant, svid, clientId);
    }

    @Override
    public Recognition recogniseX509Svid(TenantId tenant, X509Certificate svid, Optional<String> clientId) {
        return svids.x509(tenant, svid, clientId);
    }

    @Override
    public boolean consume(TenantId tenant, Recognition.Recognised recognised) {
        return recognised
                .singleUse()
                .map(use -> used.use(tenant, use.key(), use.forgetAt()))
                .orElse(true);
    }

    private EvidenceVerifier.Outcome verified(TenantId tenant, CompactJws token, TrustedIssuer issuer) {
        if (!issuer.enabled()) {
            return new EvidenceVerifier.Outcome.Refused("the issuer is disabled");
        }
        var found = tenants.find(tenant);
        if (found.isEmpty()) {
            return new EvidenceVerifier.Outcome.Refused("there is no such tenant");
        }
        String audience = issuer.audience().orElseGet(() -> found.get().issuer().toString());
        return verifier.verify(token, issuer, audience);
    }

    private Recognition workload(VerifiedEvidence evidence, Optional<String> clientId, String claimed) {
        var tenant = evidence.issuer().tenant();
        Set<SubjectId> matches = rules.matches(evidence.issuer(), evidence.claims());
        if (matches.isEmpty()) {
            return new Recognition.Refused("no rule matches", claimed);
        }
        if (clientId.isPresent()) {
            matches = matches.stream()
                    .filter(match -> isNamed(tenant, match, clientId.get()))
                    .collect(Collectors.toSet());
            if (matches.isEmpty()) {
                return new Recognition.Refused("the rules give another workload than client_id", claimed);
            }
        }
        if (matches.size() > 1) {
            return new Recognition.Refused(
                    "the rules of %d workloads match, and client_id does not say which".formatted(matches.size()),
                    claimed);
        }
        var id = matches.iterator().next();
        return principals
                .find(tenant, id)
                .<Recognition>map(workload -> recognised(evidence, workload))
                .orElseGet(
                        () -> new Recognition.Refused("workload %s or its tenant is disabled".formatted(id), claimed));
    }

    private Recognition recognised(VerifiedEvidence evidence, ActivePrincipal workload) {
        var issuer = evidence.issuer();
        String name = printable(issuer.issuer() + " " + evidence.name(), 2 * LONGEST_CLAIMED);
        Optional<Recognition.SingleUse> once = issuer.kind().countsOnce()
                ? Optional.of(new Recognition.SingleUse(
                        EvidenceVerifier.hash(
                                (issuer.issuer() + "\n" + evidence.name()).getBytes(StandardCharsets.UTF_8)),
                        evidence.expiresAt().plus(REMEMBERED_AFTER_EXPIRY)))
                : Optional.empty();
        return new Recognition.Recognised(workload, rules.audiences(issuer.tenant(), workload.id()), name, once);
    }

    private boolean isNamed(TenantId tenant, SubjectId workload, String clientId) {
        SpiffeId named;
        try {
            named = SpiffeId.parse(clientId);
        } catch (IllegalArgumentException other) {
            return false;
        }
        return named.trustDomain().equals(tenant)
                && subjects.byId(tenant, workload)
                        .map(Subject::name)
                        .filter(named.path()::equals)
                        .isPresent();
    }

    private static String claimed(CompactJws token) {
        String subject = token.claimedSubject().map(text -> " " + text).orElse("");
        return printable(token.claimedIssuer().orElse("") + subject, LONGEST_CLAIMED);
    }

    /// Nothing that would change how a line of the audit trail looks.
    private static String printable(String text, int longest) {
        String start = text.length() > longest ? text.substring(0, longest) : text;
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
