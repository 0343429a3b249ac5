package io.lightwave.ca.issuance;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.AuthorityProvisioning;
import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.ca.certificate.NewCertificate;
import io.lightwave.ca.certificate.RecordOutcome;
import io.lightwave.ca.profile.BuiltInProfiles;
import io.lightwave.ca.profile.Naming;
import io.lightwave.ca.profile.Profile;
import io.lightwave.ca.profile.Profiles;
import io.lightwave.ca.revocation.Shards;
import io.lightwave.ca.template.AlternativeName;
import io.lightwave.ca.template.CertificateSigner;
import io.lightwave.ca.template.KeyType;
import io.lightwave.ca.template.Lint;
import io.lightwave.ca.template.LintOutcome;
import io.lightwave.ca.template.LintedTemplate;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.ca.template.Template;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SoundTime;
import io.lightwave.directory.SpiffeId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.net.InetAddress;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The certificate authority: every certificate for an end entity comes from here.
public final class Issuance implements CertificateAuthority {
    private static final String ACTION = "certificate.issue";
    private static final Origin OWN = new Origin("", "");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*");

    private static final Duration FRESH = Duration.ofMinutes(5);

    private final Authorities authorities;
    private final AuthorityProvisioning provisioning;
    private final Profiles profiles;
    private final CertificateRecords records;
    private final Drafting drafting;
    private final Shards shards;
    private final Tenants tenants;
    private final Audit audit;
    private final SoundTime time;
    private final InstantSource clock;
    private final boolean mlDsa;

    /// @param mlDsa whether keys of ML-DSA-65 are certified
    Issuance(
            Authorities authorities,
            AuthorityProvisioning provisioning,
            Profiles profiles,
            CertificateRecords records,
            Drafting drafting,
            Shards shards,
            Tenants tenants,
            Audit audit,
            SoundTime time,
            InstantSource clock,
            boolean mlDsa) {
        this.authorities = authorities;
        this.provisioning = provisioning;
        this.profiles = profiles;
        this.records = records;
        this.drafting = drafting;
        this.shards = shards;
        this.tenants = tenants;
        this.audit = audit;
        this.time = time;
        this.clock = clock;
        this.mlDsa = mlDsa;
    }

    @Override
    public void provision(TenantId tenant) {
        provisioning.provision(tenant);
    }

    @Override
    public List<X509Certificate> anchors(TenantId tenant) {
        return authorities.anchors(tenant);
    }

    @Override
    public X509Certificate issuer(TenantId tenant) {
        return authorities.issuing(tenant).certificate();
    }

    @Override
    public IssuanceOutcome issue(ActivePrincipal subject, String profileName, byte[] pkcs10, Origin origin) {
        return issue(new Application(
                subject,
                profileName,
                new Application.Material.Pkcs10(pkcs10),
                new Application.Names.Ignored(),
                Optional.empty(),
                Optional.empty(),
                origin));
    }

    /// Issues what was applied for: recorded, audited, then signed.
    public IssuanceOutcome issue(Application application) {
        var outcome = time.problem()
                .<IssuanceOutcome>map(IssuanceOutcome.Refused::new)
                .orElseGet(() -> decide(application));
        switch (outcome) {
            case IssuanceOutcome.Issued _ -> {} // audited with the record
            case IssuanceOutcome.Malformed(var reason) -> refused(application, reason);
            case IssuanceOutcome.Refused(var reason) -> refused(application, reason);
        }
        return outcome;
    }

    /// Refuses what was applied for before it comes to an application's merits, for the trail.
    public IssuanceOutcome refuse(Application application, String reason) {
        refused(application, reason);
        return new IssuanceOutcome.Refused(reason);
    }

    private IssuanceOutcome decide(Application application) {
        var subject = application.subject();
        var profile = profiles.find(subject.tenant(), application.profile()).orElse(null);
        if (profile == null || !profile.holders().contains(subject.kind())) {
            return new IssuanceOutcome.Refused("a %s may not have a certificate of profile %s"
                    .formatted(subject.kind().name().toLowerCase(Locale.ROOT), application.profile()));
        }
        if (!profile.enabled()) {
            return new IssuanceOutcome.Refused("profile %s is turned off".formatted(profile.name()));
        }
        if (subject.kind() == SubjectKind.USER && !hasJustSignedIn(application)) {
            return new IssuanceOutcome.Refused(
                    "the person has not signed in within five minutes by what earns the tenant's strongest acr");
        }
        if (!profile.permits(subject.groups())) {
            return new IssuanceOutcome.Refused(
                    "the subject is in no group that may have a certificate of profile " + profile.name());
        }
        if ((profile.naming() == Naming.PROVED) != (application.names() instanceof Application.Names.Proved)) {
            return new IssuanceOutcome.Refused("a certificate of profile %s is had %s ACME"
                    .formatted(profile.name(), profile.naming() == Naming.PROVED ? "only by" : "otherwise than by"));
        }
        if (application.material() instanceof Application.Material.Made
                && !profile.name().equals(BuiltInProfiles.USER.name())) {
            return new IssuanceOutcome.Refused(
                    "the server makes keys for profile user only, not for profile " + profile.name());
        }
        Optional<CertificateRequest> request;
        SubjectKey key;
        try {
            request = switch (application.material()) {
                case Application.Material.Pkcs10 pkcs10 -> Optional.of(CertificateRequest.of(pkcs10));
                case Application.Material.Crmf crmf -> Optional.of(CertificateRequest.of(crmf));
                case Application.Material.Proved _, Application.Material.Made _ -> Optional.empty();
            };
            key = switch (application.material()) {
                case Application.Material.Pkcs10 _, Application.Material.Crmf _ ->
                    request.orElseThrow().key();
                case Application.Material.Proved(var proved) -> SubjectKey.of(proved);
                case Application.Material.Made(var made) -> SubjectKey.of(made);
            };
        } catch (IllegalArgumentException malformed) {
            return new IssuanceOutcome.Malformed(String.valueOf(malformed.getMessage()));
        }
        if (key.type() == KeyType.ML_DSA_65 && !mlDsa) {
            return new IssuanceOutcome.Malformed(CertificateAuthoritySettings.ML_DSA_IS_OFF);
        }
        if (!profile.keyTypes().contains(key.type())) {
            return new IssuanceOutcome.Malformed("profile %s is not for keys of the kind %s"
                    .formatted(profile.name(), key.type().word()));
        }
        return draw(application, profile, key, request);
    }

    /// A session must not become a month's credential.
    private boolean hasJustSignedIn(Application application) {
        return application
                .signIn()
                .filter(signIn ->
                        signIn.strongest() && signIn.time().plus(FRESH).isAfter(clock.instant()))
                .isPresent();
    }

    /// Drafts the certificate, compares the request's names with it, and looks it over.
    private IssuanceOutcome draw(
            Application application, Profile profile, SubjectKey key, Optional<CertificateRequest> request) {
        var subject = application.subject();
        var authority = authorities.issuing(subject.tenant());
        Template template;
        try {
            template = drafting.of(
                    subject, profile, application.names(), key, authority, records.newSerial(), clock.instant());
        } catch (IllegalArgumentException unfit) {
            return new IssuanceOutcome.Refused(String.valueOf(unfit.getMessage()));
        }
        Optional<String> fault;
        try {
            fault = request.flatMap(asked -> RequestedNames.fault(asked, application.names(), template, subject));
        } catch (IllegalArgumentException malformed) {
            return new IssuanceOutcome.Malformed(String.valueOf(malformed.getMessage()));
        }
        if (fault.isPresent()) {
            return new IssuanceOutcome.Refused(fault.get());
        }
        return switch (Lint.check(template, authority.issuer(), profile.standard(subject.tenant()))) {
            case LintOutcome.Failed(var findings) -> new IssuanceOutcome.Refused(String.join("; ", findings));
            case LintOutcome.Passed(var linted) -> recordAndSign(application, profile, linted, authority);
        };
    }

    private IssuanceOutcome recordAndSign(
            Application application, Profile profile, LintedTemplate linted, Authority authority) {
        var subject = application.subject();
        var certificate = new NewCertificate(
                subject.tenant(),
                authority.name(),
                Optional.of(subject.id()),
                profile.name(),
                linted.template(),
                application.predecessor(),
                application.origin().evidence(),
                application.origin().attester());
        return switch (records.record(certificate)) {
            case RecordOutcome.HolderEnded() -> new IssuanceOutcome.Refused("the subject is disabled");
            case RecordOutcome.AttesterEnded() ->
                new IssuanceOutcome.Refused("the node that spoke for the subject is banned, or was just now");
            case RecordOutcome.KeyCompromised() ->
                new IssuanceOutcome.Refused("a certificate for this key was revoked for keyCompromise");
            case RecordOutcome.PrimeShared(var others) -> {
                weak(application, others);
                yield new IssuanceOutcome.Malformed("the RSA key has a prime in common with another key");
            }
            case RecordOutcome.Recorded(var id) -> {
                var signed = CertificateSigner.sign(linted, authority.key());
                var event = issued(subject.actor(), profile, linted.template(), authority, application.origin());
                if (!records.signed(subject.tenant(), id, signed, event)) {
                    yield new IssuanceOutcome.Refused("the subject was disabled, or the authority ended, meanwhile");
                }
                shards.signed(subject.tenant(), authority.name());
                yield new IssuanceOutcome.Issued(id, chain(signed, authority));
            }
        };
    }

    @Override
    public List<X509Certificate> issueServerCertificate(List<String> names, PublicKey key) {
        var tenant = tenants.system();
        provisioning.provision(tenant); // whatever has expired: the server heals itself
        var authority = authorities.issuing(tenant);
        var all = new ArrayList<AlternativeName>();
        names.stream().distinct().map(Issuance::hostName).forEach(all::add);
        all.add(new AlternativeName.Uri(new SpiffeId(tenant, SpiffeId.SERVER_PATH).toString()));
        var template = drafting.ofServer(
                BuiltInProfiles.SERVER, all, SubjectKey.of(key), authority, records.newSerial(), clock.instant());
        return switch (Lint.check(template, authority.issuer(), BuiltInProfiles.SERVER.standard(tenant))) {
            case LintOutcome.Failed(var findings) -> throw new IllegalArgumentException(String.join("; ", findings));
            case LintOutcome.Passed(var linted) -> serverCertificate(tenant, linted, authority);
        };
    }

    private List<X509Certificate> serverCertificate(TenantId tenant, LintedTemplate linted, Authority authority) {
        var certificate = new NewCertificate(
                tenant, authority.name(), Optional.empty(), BuiltInProfiles.SERVER.name(), linted.template());
        if (!(records.record(certificate) instanceof RecordOutcome.Recorded(UUID id))) {
            throw new IllegalArgumentException("a certificate for this key was revoked for keyCompromise");
        }
        var signed = CertificateSigner.sign(linted, authority.key());
        var event = issued("server", BuiltInProfiles.SERVER, linted.template(), authority, OWN);
        if (!records.signed(tenant, id, signed, event)) {
            throw new IllegalStateException("the server's certificate was revoked while it was signed");
        }
        return chain(signed, authority);
    }

    private static List<X509Certificate> chain(X509Certificate signed, Authority authority) {
        List<X509Certificate> chain = new ArrayList<>(List.of(signed));
        chain.addAll(authority.chain());
        return chain;
    }

    private static AlternativeName hostName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ADDRESS.matcher(lower).matches()
                ? new AlternativeName.Ip(InetAddress.ofLiteral(lower))
                : new AlternativeName.Dns(lower);
    }

    private static AuditEvent issued(
            String actor, Profile profile, Template template, Authority authority, Origin origin) {
        String target = "%s %s/%s"
                .formatted(profile.name(), authority.name(), template.serial().toString(16));
        return new AuditEvent(authority.tenant(), actor, ACTION, target, Outcome.SUCCESS, "", origin);
    }

    /// Tells the operator whose keys can be factored now; who asked does not learn it.
    private void weak(Application application, List<String> certificates) {
        for (String certificate : certificates) {
            audit.record(new AuditEvent(
                    application.subject().tenant(),
                    application.subject().actor(),
                    "certificate.weak-key",
                    certificate,
                    Outcome.FAILED,
                    "another key has a prime in common with the key of this certificate",
                    application.origin()));
        }
    }

    private void refused(Application application, String reason) {
        var subject = application.subject();
        audit.record(new AuditEvent(
                subject.tenant(),
                subject.actor(),
                ACTION,
                application.profile(),
                Outcome.REFUSED,
                reason,
                application.origin()));
    }
}
