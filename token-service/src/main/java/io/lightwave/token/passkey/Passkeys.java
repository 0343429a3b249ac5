package io.lightwave.token.passkey;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.passkey.Ceremonies.FailedException;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.policy.PasskeyRules;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Registers and removes people's passkeys, and checks that somebody holds one.
public final class Passkeys {
    /// How many a person may have.
    private static final int MOST = 20;

    private static final String MALFORMED = "malformed";
    private static final String HARDWARE = "hwk";
    private static final String SOFTWARE = "swk";
    private static final String PRESENT = "user";
    private static final String VERIFIED = "mfa";

    private final PasskeyStore store;
    private final Challenges challenges;
    private final PasskeyOptions options;
    private final AuthenticationPolicies policies;
    private final ActivePrincipals principals;
    private final InstantSource clock;

    Passkeys(
            PasskeyStore store,
            Challenges challenges,
            PasskeyOptions options,
            AuthenticationPolicies policies,
            ActivePrincipals principals,
            InstantSource clock) {
        this.store = store;
        this.challenges = challenges;
        this.options = options;
        this.policies = policies;
        this.principals = principals;
        this.clock = clock;
    }

    /// Made at the first use, since it takes a moment.
    private static final class Library {
        static final Ceremonies CEREMONIES = new Ceremonies();
    }

    /// The answer to [#register].
    public sealed interface Registration {
        /// @param factors what its owner has proved with it (RFC 8176)
        record Added(Passkey passkey, List<String> factors) implements Registration {
            public Added {
                factors = List.copyOf(factors);
            }
        }

        /// @param reason for the audit trail
        record Refused(String reason) implements Registration {}
    }

    /// The answer to [#check].
    public sealed interface Check {
        /// @param factors what has been proved (RFC 8176): `swk` by a passkey that may be on several devices, else
        /// `hwk`; `user`; and `mfa` when the authenticator has verified its user
        record Held(ActivePrincipal person, List<String> factors) implements Check {
            public Held {
                factors = List.copyOf(factors);
            }
        }

        /// @param owner whose passkey it would be; empty when it is nobody's
        /// @param reason for the audit trail
        record Refused(Optional<ActivePrincipal> owner, String reason) implements Check {}
    }

    public boolean isEnrolled(TenantId tenant, SubjectId person) {
        return store.exists(tenant, person);
    }

    /// In the order of their registration.
    public List<Passkey> of(TenantId tenant, SubjectId person) {
        return store.of(tenant, person).stream().map(Credential::passkey).toList();
    }

    /// What a browser is told to make a passkey (§5.4), as JSON.
    ///
    /// @param binding names the form in the browser that may answer
    public String creationOptions(Tenant tenant, ActivePrincipal person, String binding) {
        return options.creation(
                tenant,
                person,
                challenges.issue(tenant.id(), binding),
                store.of(tenant.id(), person.id()),
                rules(tenant));
    }

    /// What a browser is told to prove a passkey (§5.5), as JSON.
    ///
    /// @param person whose; anybody's when it is empty
    /// @param binding names the form in the browser that may answer
    public String requestOptions(Tenant tenant, Optional<ActivePrincipal> person, String binding) {
        return options.request(
                tenant,
                challenges.issue(tenant.id(), binding),
                person.map(known -> store.of(tenant.id(), known.id())).orElse(List.of()),
                rules(tenant));
    }

    /// Registers what a browser has made (§7.1). Joins the caller's transaction.
    ///
    /// @param sent empty when it was malformed
    public Registration register(
            Tenant tenant, ActivePrincipal person, String binding, String name, Optional<Attestation> sent) {
        return sent.map(made -> register(tenant, person, binding, name, made))
                .orElseGet(() -> new Registration.Refused(MALFORMED));
    }

    private Registration register(
            Tenant tenant, ActivePrincipal person, String binding, String name, Attestation sent) {
        try {
            Ceremonies.Made made = Library.CEREMONIES.parse(sent);
            if (!challenges.consume(tenant.id(), made.challenge().getValue(), binding)) {
                return new Registration.Refused("no challenge for this form");
            }
            PasskeyRules rules = rules(tenant);
            Optional<String> attestedBy = Library.CEREMONIES.verify(tenant, made, rules, true);
            var shown = made.shown();
            var passkey = new Passkey(
                    UUID.randomUUID(), person.id(), name, shown.isFlagBE(), clock.instant(), Optional.empty());
            var added = new Credential(
                    passkey,
                    Base64Field.write(made.credential().getCredentialId()),
                    Library.CEREMONIES.key(made),
                    shown.getSignCount(),
                    shown.isFlagBS(),
                    sent.transports(),
                    Ceremonies.model(made),
                    attestedBy);
            return store.add(tenant.id(), added, MOST)
                    ? new Registration.Added(passkey, factors(passkey, shown.isFlagUV()))
                    : new Registration.Refused("registered already, or one too many");
        } catch (FailedException failed) {
            return new Registration.Refused(String.valueOf(failed.getMessage()));
        }
    }

    /// Checks a proof (§7.2). A signature counter that does not go on is refused: the passkey may have been cloned.
    ///
    /// @param expected whose passkey it must be; empty when the passkey tells who it is, in which case its
    /// authenticator must have verified its user
    /// @param sent empty when it was malformed
    public Check check(Tenant tenant, Optional<ActivePrincipal> expected, String binding, Optional<Assertion> sent) {
        return sent.map(proof -> check(tenant, expected, binding, proof))
                .orElseGet(() -> new Check.Refused(expected, MALFORMED));
    }

    private Check check(Tenant tenant, Optional<ActivePrincipal> expected, String binding, Assertion sent) {
        Optional<ActivePrincipal> owner = expected;
        try {
            Ceremonies.Shown proof = Library.CEREMONIES.parse(sent);
            if (!challenges.consume(tenant.id(), proof.challenge().getValue(), binding)) {
                return new Check.Refused(owner, "no challenge for this form");
            }
            Optional<Credential> credential = store.find(tenant.id(), sent.credential());
            if (credential.isEmpty()) {
                return new Check.Refused(owner, "unknown passkey");
            }
            Passkey passkey = credential.get().passkey();
            Optional<ActivePrincipal> person = principals.find(tenant.id(), passkey.owner());
            if (person.isEmpty() || !isOwners(expected, sent, passkey.owner())) {
                return new Check.Refused(owner, "somebody else's passkey, or a disabled person's");
            }
            owner = person;
            PasskeyRules rules = rules(tenant);
            if (!rules.accept(credential.get().model(), credential.get().attestedBy())) {
                return new Check.Refused(owner, "model of its authenticator not attested as the policy asks");
            }
            Library.CEREMONIES.verify(tenant, proof, credential.get(), expected.isEmpty() || rules.alwaysVerified());
            var shown = proof.shown();
            if (shown.isFlagBE() != passkey.synced()) {
                return new Check.Refused(owner, "its backup eligibility has changed");
            }
            return store.use(tenant.id(), passkey.id(), shown.getSignCount(), shown.isFlagBS(), clock.instant())
                    ? new Check.Held(person.get(), factors(passkey, shown.isFlagUV()))
                    : new Check.Refused(owner, "MaliciousCounterValue");
        } catch (FailedException failed) {
            return new Check.Refused(owner, String.valueOf(failed.getMessage()));
        }
    }

    private PasskeyRules rules(Tenant tenant) {
        return policies.of(tenant.id()).passkeys();
    }

    /// §7.2 step 6.
    private static boolean isOwners(Optional<ActivePrincipal> expected, Assertion sent, SubjectId owner) {
        boolean handleFits =
                sent.userHandle().map(handle -> handle.equals(handle(owner))).orElse(expected.isPresent());
        return handleFits && expected.map(ActivePrincipal::id).orElse(owner).equals(owner);
    }

    private static List<String> factors(Passkey passkey, boolean verified) {
        List<String> factors = new ArrayList<>(List.of(passkey.synced() ? SOFTWARE : HARDWARE, PRESENT));
        if (verified) {
            factors.add(VERIFIED);
        }
        return factors;
    }

    /// The user handle (§4): the subject's id, which says nothing of the person.
    static String handle(SubjectId subject) {
        UUID id = subject.value();
        return Base64Field.write(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }

    /// False when the person has no such passkey.
    public boolean remove(TenantId tenant, SubjectId person, UUID passkey) {
        return store.remove(tenant, person, passkey);
    }

    /// How many there were. Joins the caller's transaction.
    public int removeAll(TenantId tenant, SubjectId person) {
        return store.removeAll(tenant, person);
    }
}
