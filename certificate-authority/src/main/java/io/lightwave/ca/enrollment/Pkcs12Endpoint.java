package io.lightwave.ca.enrollment;

import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.issuance.Application;
import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.profile.Profiles;
import io.lightwave.ca.template.KeyPairs;
import io.lightwave.ca.template.KeyType;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/ca/certificates/pkcs12`: a certificate for a person together with its key, which the server makes,
/// answers with once, and keeps nowhere.
@RestController
class Pkcs12Endpoint {
    private static final Set<KeyType> ALL = Set.of(KeyType.values());

    private final Issuance issuance;
    private final Profiles profiles;
    private final Audit audit;
    private final SecureRandom random;

    Pkcs12Endpoint(Issuance issuance, Profiles profiles, Audit audit, SecureRandom random) {
        this.issuance = issuance;
        this.profiles = profiles;
        this.audit = audit;
        this.random = random;
    }

    /// @param password null for one that the server makes
    record Request(@Nullable String password) {
        Optional<String> checked() {
            try {
                return Optional.ofNullable(password).map(Pkcs12::checked);
            } catch (IllegalArgumentException unfit) {
                throw new InvalidFieldException("password", String.valueOf(unfit.getMessage()));
            }
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /// @param pkcs12 in base64
    /// @param password null when the caller gave it
    record Made(UUID id, String pkcs12, @Nullable String password) {
        @Override
        public String toString() {
            return "***";
        }
    }

    @PostMapping(
            path = "/t/{tenant}/ca/certificates/pkcs12",
            consumes = "application/json",
            produces = "application/json")
    ResponseEntity<Made> make(
            @PathVariable TenantId tenant,
            @RequestParam(defaultValue = "user") String profile,
            Caller caller,
            @RequestBody Request request) {
        EnrollmentEndpoint.requireOwn(tenant, caller);
        var given = request.checked();
        KeyPair keys = newKeys(
                profiles.find(tenant, profile).map(found -> found.keyTypes()).orElse(ALL));
        var outcome = issuance.issue(new Application(
                caller.principal(),
                profile,
                new Application.Material.Made(keys.getPublic()),
                new Application.Names.Ignored(),
                Optional.empty(),
                caller.signIn(),
                caller.origin()));
        return switch (outcome) {
            case IssuanceOutcome.Issued(var id, var chain) -> {
                String password = given.orElseGet(() -> Pkcs12.newPassword(random));
                byte[] file = Pkcs12.of(caller.principal().name(), keys.getPrivate(), chain, password);
                audit.record(new AuditEvent(
                        tenant,
                        caller.actor(),
                        "certificate.key-made",
                        id.toString(),
                        AuditEvent.Outcome.SUCCESS,
                        "",
                        caller.origin()));
                yield ResponseEntity.created(URI.create("/api/v1/tenants/%s/certificates/%s".formatted(tenant, id)))
                        .header("Cache-Control", "no-store")
                        .body(new Made(
                                id, Base64.getEncoder().encodeToString(file), given.isPresent() ? null : password));
            }
            case IssuanceOutcome.Malformed(var reason) ->
                throw EnrollmentEndpoint.problem(HttpStatus.BAD_REQUEST, reason);
            case IssuanceOutcome.Refused(var reason) -> throw EnrollmentEndpoint.problem(HttpStatus.FORBIDDEN, reason);
        };
    }

    /// Of the first kind that the profile is for.
    private KeyPair newKeys(Set<KeyType> types) {
        AuthorityKeyType type = switch (types.stream().min(KeyType::compareTo).orElse(KeyType.EC_P256)) {
            case EC_P256 -> AuthorityKeyType.EC_P256;
            case EC_P384 -> AuthorityKeyType.EC_P384;
            case RSA -> AuthorityKeyType.RSA_3072;
            case ED25519 -> AuthorityKeyType.ED25519;
            case ML_DSA_65 -> AuthorityKeyType.ML_DSA_65;
        };
        try {
            return KeyPairs.generate(type, random);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
