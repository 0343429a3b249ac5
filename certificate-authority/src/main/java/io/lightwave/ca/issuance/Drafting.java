package io.lightwave.ca.issuance;

import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.Publications;
import io.lightwave.ca.profile.Naming;
import io.lightwave.ca.profile.Profile;
import io.lightwave.ca.revocation.Shards;
import io.lightwave.ca.template.AlternativeName;
import io.lightwave.ca.template.KeyUse;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.ca.template.Template;
import io.lightwave.ca.template.TenantName;
import io.lightwave.directory.ActivePrincipal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/// Drafts templates from a profile and an authenticated subject. The subject name is its entry's place in the
/// directory, with its stable id (`UID`) and, if it is short enough for X.520, its name (`CN`). Beside proved names
/// stands no `CN`, since ACME's clients take it for one more host name when they renew; nor below an authority whose
/// certificate constrains names, since validators take it for a DNS name where there is none.
final class Drafting {
    /// How far a clock may be behind ours: the validity begins that much earlier.
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final int LONGEST_COMMON_NAME = 64;

    private final Publications publications;
    private final Shards shards;

    Drafting(Publications publications, Shards shards) {
        this.publications = publications;
        this.shards = shards;
    }

    /// @throws IllegalArgumentException when the profile's templates make no names of the subject
    Template of(
            ActivePrincipal subject,
            Profile profile,
            Application.Names asked,
            SubjectKey key,
            Authority authority,
            BigInteger serial,
            Instant now) {
        var name = TenantName.below(subject.tenant())
                .addRDN(BCStyle.OU, subject.kind().container())
                .addRDN(BCStyle.UID, subject.id().toString());
        if (subject.name().length() <= LONGEST_COMMON_NAME
                && profile.naming() != Naming.PROVED
                && authority.issuer().constraints().isEmpty()) {
            name.addRDN(BCStyle.CN, subject.name());
        }
        List<AlternativeName> names = switch (profile.naming()) {
            case SPIFFE_ID -> // the lint refuses a name that makes no SPIFFE ID
                List.of(new AlternativeName.Uri("spiffe://%s/%s".formatted(subject.tenant(), subject.name())));
            case PROVED -> // the lint refuses a certificate without names
                asked instanceof Application.Names.Proved proved ? proved.names() : List.of();
            case TEMPLATES -> profile.namesOf(subject);
            case HOST, NONE -> List.of();
        };
        return template(profile, name.build(), names, key, authority, serial, now);
    }

    Template ofServer(
            Profile profile,
            List<AlternativeName> names,
            SubjectKey key,
            Authority authority,
            BigInteger serial,
            Instant now) {
        var subject = TenantName.below(authority.tenant())
                .addRDN(BCStyle.CN, "Lightwave server")
                .build();
        return template(profile, subject, names, key, authority, serial, now);
    }

    private Template template(
            Profile profile,
            X500Name subject,
            List<AlternativeName> names,
            SubjectKey key,
            Authority authority,
            BigInteger serial,
            Instant now) {
        Instant notBefore = now.truncatedTo(ChronoUnit.SECONDS).minus(SKEW);
        // The last second counts (RFC 5280 §4.1.2.5), and nothing outlives its issuer.
        Instant wanted = notBefore.plus(profile.lifetime()).minusSeconds(1);
        Instant most = authority.issuer().notAfter();
        return new Template(
                serial,
                subject,
                notBefore,
                wanted.isAfter(most) ? most : wanted,
                key,
                false,
                OptionalInt.empty(),
                Set.of(KeyUse.DIGITAL_SIGNATURE),
                profile.extendedUse(),
                names,
                Optional.of(publications.of(
                        authority.tenant(), authority.name(), shards.open(authority.tenant(), authority.name()))));
    }
}
