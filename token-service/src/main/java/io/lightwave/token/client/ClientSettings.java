package io.lightwave.token.client;

import com.nimbusds.jose.jwk.JWKSet;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.key.Algorithm;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.text.ParseException;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The stored settings of a client; its name and whether it is enabled stand in the directory.
@Entity
@Table(name = "oauth_client")
class ClientSettings {

    @Embeddable
    record Key(
            @Column(name = "tenant_id") String tenantId,
            @Column(name = "subject_id") UUID subjectId) implements Serializable {
        Key(TenantId tenant, SubjectId id) {
            this(tenant.value(), id.value());
        }
    }

    @EmbeddedId
    @SuppressWarnings("UnusedVariable") // Hibernate reads it
    private Key key;

    @Column(name = "grant_types")
    private List<String> grantTypes = List.of();

    @Column(name = "redirect_uris")
    private List<String> redirectUris = List.of();

    @Column(name = "authentication_methods")
    private List<String> authenticationMethods = List.of();

    /// Null when it has no secret.
    @Column(name = "secret_sha256")
    private byte @Nullable [] secretSha256;

    /// Null when it has no keys.
    private @Nullable String jwks;

    private List<String> audiences = List.of();

    private List<String> scopes = List.of();

    @Column(name = "id_token_algorithm")
    private String idTokenAlgorithm = "";

    @Column(name = "updated_at")
    private Instant updatedAt = Instant.EPOCH;

    @Version
    private long version;

    /// For Hibernate.
    @SuppressWarnings("NullAway.Init")
    ClientSettings() {}

    ClientSettings(TenantId tenant, SubjectId id, ClientMetadata metadata, Optional<SecretHash> secret, Instant now) {
        this.key = new Key(tenant, id);
        this.secretSha256 = secret.map(SecretHash::bytes).orElse(null);
        change(metadata, now);
    }

    final void change(ClientMetadata metadata, Instant now) {
        grantTypes = texts(metadata.grantTypes(), GrantType::value);
        redirectUris = texts(metadata.redirectUris(), RedirectUri::value);
        authenticationMethods = texts(metadata.authenticationMethods(), AuthenticationMethod::value);
        jwks = metadata.keys().map(keys -> keys.toString(true)).orElse(null);
        audiences = List.copyOf(metadata.audiences());
        scopes = List.copyOf(metadata.scopes());
        idTokenAlgorithm = metadata.idTokenAlgorithm().name();
        updatedAt = now;
    }

    ClientMetadata metadata() {
        return new ClientMetadata(
                grantTypes.stream()
                        .map(value -> GrantType.of(value).orElseThrow())
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(GrantType.class))),
                redirectUris.stream().map(RedirectUri::new).collect(Collectors.toCollection(LinkedHashSet::new)),
                authenticationMethods.stream()
                        .map(value -> AuthenticationMethod.of(value).orElseThrow())
                        .collect(Collectors.toCollection(LinkedHashSet::new)),
                Optional.ofNullable(jwks).map(ClientSettings::parse),
                new LinkedHashSet<>(audiences),
                new LinkedHashSet<>(scopes),
                Algorithm.valueOf(idTokenAlgorithm));
    }

    Optional<SecretHash> secret() {
        return Optional.ofNullable(secretSha256).map(SecretHash::new);
    }

    /// When the settings or the subject were last changed, whichever is later.
    Instant updatedAt(Subject subject) {
        return subject.updatedAt().isAfter(updatedAt) ? subject.updatedAt() : updatedAt;
    }

    /// The entity tag of the client's representation (RFC 9110 §8.8.3).
    String entityTag(Subject subject) {
        return "\"%d.%d.%d\""
                .formatted(version, subject.epoch(), subject.updatedAt().toEpochMilli());
    }

    private static <T> List<String> texts(Collection<T> values, Function<T, String> text) {
        return values.stream().map(text).toList();
    }

    private static JWKSet parse(String jwks) {
        try {
            return JWKSet.parse(jwks);
        } catch (ParseException e) {
            throw new IllegalStateException("a stored key set does not parse", e);
        }
    }
}
