package io.lightwave.ca.rotation;

import com.fasterxml.jackson.annotation.JsonInclude;
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

    AuthoritiesEndpoint(Authorities authorities, Rotations rotations, RotationStore store) {
        this.authorities = authorities;
        this.rotations = rotations;
        this.store = store;
    }

    /// @param since when it came into its state
    /// @param crossCertificate by the root before its own; null when there is none
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
            @Nullable String crossCertificate) {
        static AuthorityView of(Authority authority) {
            var certificate = authority.certificate();
            return new AuthorityView(
                    authority.name(),
                    authority.name(),
                    authority.kind().profile(),
                    authority.state().word(),
                    authority.since(),
                    authority.parent(),
                    certificate.getSubjectX500Principal().getName(),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    Fingerprint.of(certificate),
                    Pem.of(List.of(certificate)),
                    authority.cross().map(cross -> Pem.of(List.of(cross))).orElse(null));
        }
    }

    /// @param kind `issuing`, or `root` with an issuing authority below it; `issuing` when null
    /// @param publishFor how long the new ones are published before they sign; an hour when null, a week for a root
    /// @param consumers whose acknowledgements make it shorter; none when null
    record Begin(
            @Nullable String kind,
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

        Duration parsedPeriod() {
            if (publishFor == null) {
                return parsedKind() == AuthorityKind.ROOT ? Duration.ofDays(7) : Duration.ofHours(1);
            }
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
            @Nullable Instant endedAt) {}

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
        return created(
                tenant,
                rotations.begin(tenant, request.parsedKind(), period, request.parsedConsumers(), by(caller)),
                "a rotation is waiting to be activated already");
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
        return new RotationView(
                rotation.id(),
                rotation.kind().name().toLowerCase(Locale.ROOT),
                rotation.state().word(),
                rotation.emergency(),
                rotation.successors(),
                rotation.replaced(),
                rotation.consumers(),
                rotation.acknowledged(),
                rotations.live(tenant, rotation),
                rotation.startedAt(),
                rotation.activateAt(),
                rotation.activatedAt().orElse(null),
                rotation.endedAt().orElse(null));
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
