package io.lightwave.workload.recognition;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.workload.workload.WorkloadRules;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;

/// Turns a platform's token into a workload.
final class WorkloadRecognition implements WorkloadAssertions {
    private static final int LONGEST_NAME = 400;
    /// Beyond expiry and skew, for nodes whose clocks are apart.
    private static final Duration REMEMBERED_AFTER_EXPIRY = Duration.ofMinutes(5);

    private final Examination examination;
    private final Matching matching;
    private final WorkloadRules rules;
    private final UsedEvidence used;
    private final Refusals refusals;
    private final SvidRecognition svids;

    WorkloadRecognition(
            Examination examination,
            Matching matching,
            WorkloadRules rules,
            UsedEvidence used,
            Refusals refusals,
            SvidRecognition svids) {
        this.examination = examination;
        this.matching = matching;
        this.rules = rules;
        this.used = used;
        this.refusals = refusals;
        this.svids = svids;
    }

    @Override
    public Recognition recognise(TenantId tenant, String assertion, Optional<String> clientId, Origin origin) {
        return recognised(examination.examine(tenant, assertion), clientId, origin);
    }

    @Override
    public Recognition recogniseDocument(TenantId tenant, String document, Optional<String> clientId, Origin origin) {
        return recognised(examination.examineDocument(tenant, document), clientId, origin);
    }

    private Recognition recognised(Examination.Outcome outcome, Optional<String> clientId, Origin origin) {
        return switch (outcome) {
            case Examination.Outcome.TooLarge() -> new Recognition.Refused("it is larger than 64 KiB", "");
            case Examination.Outcome.NotEvidence(var _) -> new Recognition.NotEvidence();
            case Examination.Outcome.Refused(var issuer, var reason, var signed, var claimed) -> {
                signed.ifPresent(claims -> refusals.keep(issuer, claims, reason, origin));
                yield new Recognition.Refused(reason, claimed);
            }
            case Examination.Outcome.Verified(var evidence, var claimed) ->
                switch (matching.decide(evidence.issuer(), evidence.claims(), clientId)) {
                    case Matching.Outcome.Found(var workload) -> recognised(evidence, workload);
                    case Matching.Outcome.Nobody(var reason) -> {
                        refusals.keep(evidence.issuer(), evidence.claims(), reason, origin);
                        yield new Recognition.Refused(reason, claimed);
                    }
                };
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

    private Recognition recognised(VerifiedEvidence evidence, ActivePrincipal workload) {
        var issuer = evidence.issuer();
        String name = Printable.of(issuer.issuer() + " " + evidence.name(), LONGEST_NAME);
        Optional<Recognition.SingleUse> once = issuer.kind().countsOnce()
                ? Optional.of(new Recognition.SingleUse(
                        EvidenceVerifier.hash(
                                (issuer.issuer() + "\n" + evidence.name()).getBytes(StandardCharsets.UTF_8)),
                        evidence.expiresAt().plus(REMEMBERED_AFTER_EXPIRY)))
                : Optional.empty();
        return new Recognition.Recognised(
                workload,
                rules.audiences(issuer.tenant(), workload.id()),
                name,
                once,
                Optional.of(issuer.assurance()),
                Optional.empty());
    }
}
