package io.lightwave.ca.ssh;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SoundTime;
import io.lightwave.directory.SubjectKind;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Every SSH certificate comes from here: the caller gives the key and nothing else, the tenant's
/// settings and the directory say all the rest. Recorded, then signed, then audited.
final class SshIssuance {
    private static final String ACTION = "ssh-certificate.issue";
    /// How far a clock may be behind ours.
    private static final Duration SKEW = Duration.ofMinutes(1);
    /// How long ago a person may have proved who they are: a stolen token must not become a day's way in.
    private static final Duration FRESH = Duration.ofMinutes(5);
    /// Accounts of systems, Debian's and Red Hat's among them. Whoever is called so in the directory does
    /// not become them by it; a group's members may.
    private static final Set<String> OF_SYSTEMS = Set.of(
            "root",
            "toor",
            "daemon",
            "bin",
            "sys",
            "sync",
            "games",
            "man",
            "lp",
            "mail",
            "news",
            "uucp",
            "proxy",
            "www-data",
            "backup",
            "list",
            "irc",
            "gnats",
            "nobody",
            "messagebus",
            "sshd",
            "shutdown",
            "halt",
            "operator",
            "ftp",
            "dbus",
            "polkitd",
            "postgres",
            "mysql",
            "redis",
            "nginx",
            "apache",
            "git",
            "docker",
            "_apt");

    private final SshAuthorities authorities;
    private final SshRecords records;
    private final Audit audit;
    private final SoundTime time;
    private final InstantSource clock;
    private final SecureRandom random;

    SshIssuance(
            SshAuthorities authorities,
            SshRecords records,
            Audit audit,
            SoundTime time,
            InstantSource clock,
            SecureRandom random) {
        this.authorities = authorities;
        this.records = records;
        this.audit = audit;
        this.time = time;
        this.clock = clock;
        this.random = random;
    }

    sealed interface Outcome {
        /// @param line as in a `-cert.pub` file
        record Issued(UUID id, String line) implements Outcome {}

        /// What came is no key that we certify.
        record Malformed(String reason) implements Outcome {}

        /// The caller may not have one.
        record Refused(String reason) implements Outcome {}
    }

    /// @param key a line as in `id_ed25519.pub`
    Outcome issue(Caller caller, String key) {
        var outcome = time.problem().<Outcome>map(Outcome.Refused::new).orElseGet(() -> decide(caller, key));
        switch (outcome) {
            case Outcome.Issued _ -> {} // audited with the record
            case Outcome.Malformed(var reason) -> refused(caller, reason);
            case Outcome.Refused(var reason) -> refused(caller, reason);
        }
        return outcome;
    }

    private Outcome decide(Caller caller, String line) {
        SshPublicKey key;
        try {
            key = new SshPublicKey(line);
        } catch (IllegalArgumentException malformed) {
            return new Outcome.Malformed(String.valueOf(malformed.getMessage()));
        }
        var settings = authorities.settings(caller.principal().tenant());
        return caller.principal().kind() == SubjectKind.USER
                ? forPerson(caller, key, settings.userRules())
                : forHost(caller, key, settings.hostRules());
    }

    private Outcome forPerson(Caller caller, SshPublicKey key, SshSettings.UserRules rules) {
        var person = caller.principal();
        if (!rules.enabled()) {
            return new Outcome.Refused("SSH certificates for people are turned off");
        }
        if (!rules.groups().isEmpty() && rules.groups().stream().noneMatch(person.groups()::contains)) {
            return new Outcome.Refused("the person is in no group that may have an SSH certificate");
        }
        Instant now = clock.instant();
        var signIn = caller.signIn();
        if (signIn.filter(by -> by.time().plus(FRESH).isAfter(now)).isEmpty()) {
            return new Outcome.Refused("the sign-in is older than five minutes");
        }
        if (rules.strongestSignIn() && !signIn.get().strongest()) {
            return new Outcome.Refused("the sign-in does not earn the tenant's strongest acr");
        }
        var principals = new LinkedHashSet<String>();
        // What is given to a group is not to be had by a name, however somebody came by it.
        boolean given =
                rules.groupPrincipals().values().stream().anyMatch(accounts -> accounts.contains(person.name()));
        if (SshSettings.ACCOUNT.matcher(person.name()).matches() && !OF_SYSTEMS.contains(person.name()) && !given) {
            principals.add(person.name());
        }
        rules.groupPrincipals().forEach((group, accounts) -> {
            if (person.groups().contains(group)) {
                principals.addAll(accounts);
            }
        });
        if (principals.isEmpty()) {
            return new Outcome.Refused(
                    "the person's name is that of no account, or of one that is given to groups, and no group gives one");
        }
        var options = new TreeMap<String, String>();
        if (rules.sourceAddress()) {
            options.put("source-address", caller.origin().address());
        }
        return signed(
                caller,
                SshKind.USER,
                rules.lifetime(),
                serial -> new Draft(key, serial, List.copyOf(principals), options, rules.extensions()));
    }

    private Outcome forHost(Caller caller, SshPublicKey key, SshSettings.HostRules rules) {
        if (!rules.enabled()) {
            return new Outcome.Refused("SSH certificates for hosts are turned off");
        }
        var host = caller.principal();
        if (host.kind() != rules.holder()) {
            return new Outcome.Refused("SSH certificates for hosts are for each "
                    + rules.holder().name().toLowerCase(Locale.ROOT));
        }
        var principals = rules.of(host.name());
        if (!principals.stream().allMatch(SshSettings::isHostName)) {
            return new Outcome.Refused("the host's name makes no host name");
        }
        return signed(
                caller,
                SshKind.HOST,
                rules.lifetime(),
                serial -> new Draft(key, serial, principals, new TreeMap<>(), List.of()));
    }

    private record Draft(
            SshPublicKey key,
            long serial,
            List<String> principals,
            TreeMap<String, String> options,
            List<String> extensions) {}

    private interface Drafting {
        Draft of(long serial);
    }

    private Outcome signed(Caller caller, SshKind kind, Duration lifetime, Drafting drafting) {
        var subject = caller.principal();
        Instant now = clock.instant();
        var authority = authorities.signing(subject.tenant(), kind, now).orElse(null);
        if (authority == null) {
            return new Outcome.Refused("the tenant has no authority for this kind of SSH certificates");
        }
        var draft = drafting.of(newSerial());
        Instant notBefore = now.truncatedTo(ChronoUnit.SECONDS).minus(SKEW);
        var certificate = new SshCertificate(
                kind,
                draft.key(),
                draft.serial(),
                caller.actor(),
                draft.principals(),
                notBefore,
                authority
                        .life()
                        .trustedUntil()
                        .filter(notBefore.plus(lifetime)::isAfter) // nothing outlives its authority
                        .orElse(notBefore.plus(lifetime)),
                draft.options(),
                draft.extensions());
        var id = UUID.randomUUID();
        var whom = new SshRecords.For(subject.id(), caller.origin().attester());
        var unfit = records.record(id, authority, whom, certificate, now.truncatedTo(ChronoUnit.MICROS));
        if (unfit.isPresent()) {
            return new Outcome.Refused(unfit.get());
        }
        String line = certificate.signedBy(authority, random);
        String target = "%s/%s for %s"
                .formatted(
                        authority.name(),
                        Long.toUnsignedString(certificate.serial()),
                        String.join(",", certificate.principals()));
        var event = new AuditEvent(
                subject.tenant(), caller.actor(), ACTION, target, AuditEvent.Outcome.SUCCESS, "", caller.origin());
        return records.signed(subject.tenant(), id, event)
                ? new Outcome.Issued(id, line)
                : new Outcome.Refused("the subject was disabled, or the authority ended, meanwhile");
    }

    private void refused(Caller caller, String reason) {
        audit.record(new AuditEvent(
                caller.principal().tenant(),
                caller.actor(),
                ACTION,
                "ssh",
                AuditEvent.Outcome.REFUSED,
                reason,
                caller.origin()));
    }

    private long newSerial() {
        while (true) {
            long serial = random.nextLong();
            if (serial != 0) {
                return serial;
            }
        }
    }
}
