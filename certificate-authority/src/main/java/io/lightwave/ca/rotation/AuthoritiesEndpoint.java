package io.lightwave.ca.rotation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.Pem;
import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.AuthorityKind;
import io.lightwave.ca.certificate.Fingerprint;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/authorities` and `…/authority-rotations`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}", produces = "application/json")
class AuthoritiesEndpoint {
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int MOST_CONSUMERS = 100;
    private static final int LONGEST_NAME = 200;

    private final Authorities authorities;
    private final Rotations rotations;
    private final RotationStore store;
    private final TenantId system;
    private final CertificateAuthoritySettings settings;

    AuthoritiesEndpoint(
            Authorities authorities,
            Rotations rotations,
            RotationStore store,
            TenantId system,
            CertificateAuthoritySettings settings) {
        this.authorities = authorities;
        this.rotations = rotations;
        this.store = store;
        this.system = system;
        this.settings = settings;
    }

    /// @param issuer the name of the tenant's authority that certified it, or the subject of the one of others
    /// @param since when it came into its state
    /// @param crossCertificate by the root before its own; null when there is none
    /// @param above certificates of others above it, with their root, in PEM; null when there are none
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuthorityView(
            String id,
            String name,
            String kind,
            String state,
            Instant since,
            String issuer,
            String subject,
            Instant notBefore,
            Instant notAfter,
            String fingerprint,
            String certificate,
            @Nullable String crossCertificate,
            @Nullable String above) {
        static AuthorityView of(Authority authority) {
            var certificate = authority.certificate();
            return new AuthorityView(
                    authority.name(),
                    authority.name(),
                    authority.kind().profile(),
                    authority.state().word(),
                    authority.since(),
                    authority.isBelowOthers()
                            ? certificate.getIssuerX500Principal().getName()
                            : authority.parent(),
                    certificate.getSubjectX500Principal().getName(),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    Fingerprint.of(certificate),
                    Pem.of(List.of(certificate)),
                    authority.cross().map(cross -> Pem.of(List.of(cross))).orElse(null),
                    authority.isBelowOthers() ? Pem.of(authority.above()) : null);
        }
    }

    /// @param kind `issuing`, or `root` with an issuing authority below it; `issuing` when null
    /// @param above what certifies the new ones: `own`, the tenant's own root, or `system`, the system tenant's
    ///     root; the same as before when null
    /// @param keyType what the new ones sign with; when null what the setting says, or ML-DSA-65 as before
    /// @param publishFor how long the new ones are published before they sign; an hour when null, a week for a root
    /// @param consumers whose acknowledgements make it shorter; none when null
    record Begin(
            @Nullable String kind,
            @Nullable String above,
            @Nullable String keyType,
            @Nullable String publishFor,
            @Nullable List<String> consumers) {
        AuthorityKind parsedKind() {
            return switch (kind) {
                case null -> AuthorityKind.ISSUING;
                case "issuing" -> AuthorityKind.ISSUING;
                case "root" -> AuthorityKind.ROOT;
                default -> throw new InvalidFieldException("kind", "must be issuing or root");
            };
        }

        Rotations.Above parsedAbove(TenantId tenant, TenantId system) {
            return switch (above) {
                case null -> Rotations.Above.AS_BEFORE;
                case "own" -> Rotations.Above.OWN_ROOT;
                case "system" -> {
                    if (tenant.equals(system) || parsedKind() == AuthorityKind.ROOT) {
                        throw new InvalidFieldException(
                                "above", "is system for the issuing authorities of other tenants only");
                    }
                    yield Rotations.Above.SYSTEM_ROOT;
                }
                default -> throw new InvalidFieldException("above", "must be own or system");
            };
        }

        /// @param ofSystem whether it is about the system tenant
        Optional<AuthorityKeyType> parsedKeyType(boolean ofSystem, CertificateAuthoritySettings settings) {
            if (keyType == null) {
                return Optional.empty();
            }
            var type = AuthorityKeyType.of(keyType)
                    .orElseThrow(() -> new InvalidFieldException(
                            "keyType", "must be ec-p256, ec-p384, rsa-3072, rsa-4096, ed25519 or ml-dsa-65"));
            if (type == AuthorityKeyType.ML_DSA_65 && !settings.mlDsa()) {
                throw new InvalidFieldException("keyType", CertificateAuthoritySettings.ML_DSA_IS_OFF);
            }
            if (type == AuthorityKeyType.ML_DSA_65 && ofSystem) {
                throw new InvalidFieldException(
                        "keyType",
                        "must not be ml-dsa-65 in the system tenant: its authority certifies the server, which TLS"
                                + " clients could not verify");
            }
            if (settings.token().isPresent() && !type.isForTokens()) {
                throw new InvalidFieldException("keyType", "a token makes no keys of the kind " + keyType);
            }
            return Optional.of(type);
        }

        Duration parsedPeriod() {
            if (publishFor == null) {
                return parsedKind() == AuthorityKind.ROOT ? Duration.ofDays(7) : Duration.ofHours(1);
            }
            return period(publishFor);
        }

        static Duration period(String publishFor) {
            try {
                var period = Duration.parse(publishFor);
                if (period.compareTo(SHORTEST) >= 0 && period.compareTo(LONGEST) <= 0) {
                    return period;
                }
            } catch (DateTimeException malformed) {
                throw new InvalidFieldException("publishFor", "must be a duration such as PT1H");
            }
            throw new InvalidFieldException("publishFor", "must be between PT5M and P365D");
        }

        List<String> parsedConsumers() {
            return consumers(consumers);
        }

        static List<String> consumers(@Nullable List<String> consumers) {
            List<String> named = consumers == null ? List.of() : consumers;
            if (named.size() > MOST_CONSUMERS
                    || Set.copyOf(named).size() < named.size()
                    || named.stream().anyMatch(name -> name.isBlank() || name.length() > LONGEST_NAME)) {
                throw new InvalidFieldException("consumers", "must be at most 100 different names");
            }
            return named;
        }
    }

    /// @param consumer null only when it was left out
    record Acknowledgement(@Nullable String consumer) {}

    /// @param liveCertificates how many of those that the replaced authorities signed are good still
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RotationView(
            UUID id,
            String kind,
            String state,
            boolean emergency,
            List<String> successors,
            List<String> replaced,
            List<String> consumers,
            List<String> acknowledged,
            long liveCertificates,
            Instant startedAt,
            Instant activateAt,
            @Nullable Instant activatedAt,
            @Nullable Instant endedAt) {
        static RotationView of(Rotation rotation, long live) {
            return new RotationView(
                    rotation.id(),
                    rotation.kind().name().toLowerCase(Locale.ROOT),
                    rotation.state().word(),
                    rotation.emergency(),
                    rotation.successors(),
                    rotation.replaced(),
                    rotation.consumers(),
                    rotation.acknowledged(),
                    live,
                    rotation.startedAt(),
                    rotation.activateAt(),
                    rotation.activatedAt().orElse(null),
                    rotation.endedAt().orElse(null));
        }
    }

    @GetMapping("/authorities")
    Page<AuthorityView> list(@PathVariable TenantId tenant) {
        return new Page<>(authorities.of(tenant).stream().map(AuthorityView::of).toList(), null);
    }

    @GetMapping("/authorities/{authority}")
    AuthorityView get(@PathVariable TenantId tenant, @PathVariable String authority) {
        return authorities.find(tenant, authority).map(AuthorityView::of).orElseThrow(AuthoritiesEndpoint::notFound);
    }

    @PostMapping(path = "/authorities/rotate", consumes = "application/json")
    ResponseEntity<RotationView> rotate(@PathVariable TenantId tenant, @RequestBody Begin request, Caller caller) {
        var period = request.parsedPeriod();
        var above = request.parsedAbove(tenant, system);
        if (above == Rotations.Above.SYSTEM_ROOT && !isOperator(caller, system)) {
            throw new ErrorResponseException(
                    HttpStatus.FORBIDDEN,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.FORBIDDEN, "whom the system tenant's root certifies, its operators decide"),
                    null);
        }
        var keys = request.parsedKeyType(tenant.equals(system), settings);
        return created(
                tenant,
                rotations.begin(
                        tenant, request.parsedKind(), above, keys, period, request.parsedConsumers(), by(caller)),
                "a rotation is waiting to be activated already, or only others can certify another authority:"
                        + " make a request for them, or say what certifies it");
    }

    @PostMapping("/authorities/{authority}/compromise")
    ResponseEntity<RotationView> compromise(
            @PathVariable TenantId tenant, @PathVariable String authority, Caller caller) {
        var found = authorities.find(tenant, authority).orElseThrow(AuthoritiesEndpoint::notFound);
        return created(tenant, rotations.compromise(tenant, found, by(caller)), "the authority has ended already");
    }

    private ResponseEntity<RotationView> created(TenantId tenant, Optional<Rotation> begun, String otherwise) {
        var rotation = begun.orElseThrow(() -> conflict(otherwise));
        return ResponseEntity.created(
                        URI.create("/api/v1/tenants/%s/authority-rotations/%s".formatted(tenant, rotation.id())))
                .body(view(tenant, rotation));
    }

    @GetMapping("/authority-rotations")
    Page<RotationView> rotations(@PathVariable TenantId tenant) {
        return new Page<>(
                store.list(tenant).stream()
                        .map(rotation -> view(tenant, rotation))
                        .toList(),
                null);
    }

    @GetMapping("/authority-rotations/{rotation}")
    RotationView rotation(@PathVariable TenantId tenant, @PathVariable UUID rotation) {
        return store.find(tenant, rotation)
                .map(found -> view(tenant, found))
                .orElseThrow(AuthoritiesEndpoint::notFound);
    }

    @PostMapping(path = "/authority-rotations/{rotation}/acknowledge", consumes = "application/json")
    RotationView acknowledge(
            @PathVariable TenantId tenant,
            @PathVariable UUID rotation,
            @RequestBody Acknowledgement request,
            Caller caller) {
        var found = store.find(tenant, rotation).orElseThrow(AuthoritiesEndpoint::notFound);
        String consumer = request.consumer();
        if (consumer == null || !found.consumers().contains(consumer)) {
            throw new InvalidFieldException("consumer", "is none of those that are waited for");
        }
        if (!rotations.acknowledge(tenant, rotation, consumer, by(caller))) {
            throw conflict("the rotation waits for nobody any more");
        }
        return rotation(tenant, rotation);
    }

    @PostMapping("/authority-rotations/{rotation}/activate")
    RotationView activate(@PathVariable TenantId tenant, @PathVariable UUID rotation, Caller caller) {
        if (store.find(tenant, rotation).isEmpty()) {
            throw notFound();
        }
        if (!rotations.activate(tenant, rotation, by(caller))) {
            throw conflict("the rotation is active already");
        }
        return rotation(tenant, rotation);
    }

    private RotationView view(TenantId tenant, Rotation rotation) {
        return RotationView.of(rotation, rotations.live(tenant, rotation));
    }

    /// Who believes that root believes it for the server too, so that no tenant may help itself to it.
    static boolean isOperator(Caller caller, TenantId system) {
        return caller.principal().tenant().equals(system);
    }

    private static Rotations.By by(Caller caller) {
        return new Rotations.By(caller.actor(), caller.origin());
    }

    private static ErrorResponseException notFound() {
        return new ErrorResponseException(HttpStatus.NOT_FOUND);
    }

    private static ErrorResponseException conflict(String why) {
        return new ErrorResponseException(
                HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, why), null);
    }
}
