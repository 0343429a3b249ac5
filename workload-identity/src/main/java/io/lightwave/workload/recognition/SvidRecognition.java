package io.lightwave.workload.recognition;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Attestations;
import io.lightwave.directory.Attester;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.SpiffeId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.WorkloadAssertions.Recognition;
import io.lightwave.workload.jwtsvid.JwtSvids;
import io.lightwave.workload.workload.WorkloadRules;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// Knows workloads by the SVIDs that their own tenant gave them (OAuth SPIFFE Client Authentication).
final class SvidRecognition {
    private final JwtSvids jwtSvids;
    private final CertificateTrust trust;
    private final Attestations attestations;
    private final Tenants tenants;
    private final Subjects subjects;
    private final ActivePrincipals principals;
    private final WorkloadRules rules;

    SvidRecognition(
            JwtSvids jwtSvids,
            CertificateTrust trust,
            Attestations attestations,
            Tenants tenants,
            Subjects subjects,
            ActivePrincipals principals,
            WorkloadRules rules) {
        this.jwtSvids = jwtSvids;
        this.trust = trust;
        this.attestations = attestations;
        this.tenants = tenants;
        this.subjects = subjects;
        this.principals = principals;
        this.rules = rules;
    }

    Recognition jwt(TenantId tenant, String svid, Optional<String> clientId) {
        String issuer =
                tenants.find(tenant).map(Tenant::issuer).map(Object::toString).orElse("");
        return switch (jwtSvids.verify(tenant, svid, issuer)) {
            case JwtSvids.Verification.Invalid(var reason) -> new Recognition.Refused(reason, clientId.orElse(""));
            case JwtSvids.Verification.Valid(var id, var name, var assurance, var attester) ->
                subjects.byName(tenant, SubjectKind.WORKLOAD, id.path())
                        .flatMap(subject -> principals.find(tenant, subject.id()))
                        .map(workload -> attestations.stands(tenant, attester, workload.id())
                                ? named(
                                        workload,
                                        clientId,
                                        "jwt-svid " + name,
                                        Optional.of(assurance),
                                        Optional.of(attester))
                                : new Recognition.Refused(
                                        "the node that got the SVID may not speak for the workload any more",
                                        id.toString()))
                        .orElseGet(() -> new Recognition.Refused("the workload is disabled or gone", id.toString()));
        };
    }

    Recognition x509(TenantId tenant, X509Certificate svid, Optional<String> clientId) {
        return trust.find(tenant, svid)
                .flatMap(known -> known.holder()
                        .flatMap(holder -> principals.find(tenant, holder))
                        .filter(holder -> holder.kind() == SubjectKind.WORKLOAD)
                        .map(workload -> named(
                                workload,
                                clientId,
                                "x509-svid " + svid.getSerialNumber().toString(16),
                                Optional.empty(),
                                known.attester())))
                .orElseGet(Recognition.NotEvidence::new);
    }

    private Recognition named(
            ActivePrincipal workload,
            Optional<String> clientId,
            String evidence,
            Optional<Integer> assurance,
            Optional<Attester> attester) {
        String id = new SpiffeId(workload.tenant(), workload.name()).toString();
        return clientId.filter(name -> !name.equals(id)).isPresent()
                ? new Recognition.Refused("the SVID is of another workload than client_id", id)
                : new Recognition.Recognised(
                        workload,
                        rules.audiences(workload.tenant(), workload.id()),
                        evidence,
                        Optional.empty(),
                        assurance,
                        attester);
    }
}
