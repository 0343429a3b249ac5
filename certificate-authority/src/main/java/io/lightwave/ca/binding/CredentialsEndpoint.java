package io.lightwave.ca.binding;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.ca.message.Base64Url;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `…/acme-credentials`: what operators give to those who shall have certificates by ACME or CMP.
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/acme-credentials")
class CredentialsEndpoint {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final List<SubjectKind> HOLDERS =
            List.of(SubjectKind.WORKLOAD, SubjectKind.CLIENT, SubjectKind.NODE);
    /// A node joins by what stands for its machine, since its certificate opens what others keep there.
    private static final List<SubjectKind> HOLDERS_BY_CMP = List.of(SubjectKind.WORKLOAD, SubjectKind.CLIENT);

    private static final Duration LONGEST = Duration.ofDays(366);

    private final Credentials credentials;
    private final Subjects subjects;
    private final InstantSource clock;

    CredentialsEndpoint(Credentials credentials, Subjects subjects, InstantSource clock) {
        this.credentials = credentials;
        this.subjects = subjects;
        this.clock = clock;
    }

    /// @param protocol `acme` or `cmp`; null for the first
    /// @param subject the id or the name of a workload, a client or, for ACME, a node
    /// @param expiresIn an ISO 8601 duration within which it has to be used
    record Request(
            @Nullable String protocol,
            @Nullable String subject,
            @Nullable List<String> dnsZones,
            @Nullable List<String> ipRanges,
            @Nullable Boolean wildcards,
            @Nullable String expiresIn) {}

    /// @param hmacKey in base64url, as clients take it; only when it is made
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            UUID id,
            String protocol,
            UUID subjectId,
            String subject,
            List<String> dnsZones,
            List<String> ipRanges,
            boolean wildcards,
            boolean used,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable String keyId,
            @Nullable String hmacKey) {}

    @PostMapping
    ResponseEntity<View> make(@PathVariable TenantId tenant, Caller caller, @RequestBody Request request) {
        var protocol = protocol(request.protocol());
        if (protocol == Credential.Protocol.CMP && !caller.principal().isAdministrator()) {
            throw new ErrorResponseException(
                    HttpStatus.FORBIDDEN,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.FORBIDDEN,
                            "a credential for CMP makes whoever has it the subject: only administrators give it"),
                    null);
        }
        var subject = subject(tenant, protocol, request.subject());
        var bounds = new NameBounds(
                request.dnsZones() == null ? List.of() : request.dnsZones(),
                request.ipRanges() == null ? List.of() : request.ipRanges(),
                Boolean.TRUE.equals(request.wildcards()));
        requireFitting(protocol, bounds);
        var expires = Optional.ofNullable(request.expiresIn()).map(this::moment);
        var made = credentials.make(tenant, protocol, subject, bounds, expires, caller);
        return ResponseEntity.created(URI.create("/api/v1/tenants/%s/acme-credentials/%s"
                        .formatted(tenant, made.credential().id())))
                .body(view(tenant, made.credential(), Base64Url.encoded(made.macKey())));
    }

    @GetMapping
    Page<View> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        if (cursor != null && !ID.matcher(cursor).matches()) {
            throw new InvalidFieldException("cursor", "is not the nextCursor of a page");
        }
        return credentials
                .list(tenant, cursor == null ? null : UUID.fromString(cursor), limit)
                .map(credential -> view(tenant, credential, null));
    }

    @GetMapping("/{id}")
    View get(@PathVariable TenantId tenant, @PathVariable String id) {
        return credentials
                .find(tenant, id)
                .map(credential -> view(tenant, credential, null))
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    /// The account that was made with it ends too; its certificates do not.
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String id, Caller caller) {
        if (!ID.matcher(id).matches() || !credentials.delete(tenant, UUID.fromString(id), caller)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }

    private static Credential.Protocol protocol(@Nullable String word) {
        return switch (word) {
            case null -> Credential.Protocol.ACME;
            case "acme" -> Credential.Protocol.ACME;
            case "cmp" -> Credential.Protocol.CMP;
            default -> throw new InvalidFieldException("protocol", "must be acme or cmp");
        };
    }

    private static void requireFitting(Credential.Protocol protocol, NameBounds bounds) {
        switch (protocol) {
            case ACME -> {
                if (bounds.areEmpty()) {
                    throw new InvalidFieldException("dnsZones", "there must be a zone, or a range of addresses");
                }
            }
            case CMP -> {
                if (!bounds.areEmpty() || bounds.wildcards()) {
                    throw new InvalidFieldException(
                            "dnsZones", "certificates by CMP have the subject's own names only");
                }
            }
        }
    }

    private SubjectId subject(TenantId tenant, Credential.Protocol protocol, @Nullable String text) {
        if (text == null) {
            throw new InvalidFieldException("subject", "is required");
        }
        var holders = protocol == Credential.Protocol.ACME ? HOLDERS : HOLDERS_BY_CMP;
        List<Subject> found = ID.matcher(text).matches()
                ? subjects.byId(tenant, new SubjectId(UUID.fromString(text))).stream()
                        .filter(subject -> holders.contains(subject.kind()))
                        .toList()
                : holders.stream()
                        .flatMap(kind -> subjects.byName(tenant, kind, text).stream())
                        .toList();
        if (found.size() != 1) {
            throw new InvalidFieldException(
                    "subject",
                    found.isEmpty()
                            ? "is neither a workload nor a client (nor a node, for ACME)"
                            : "is the name of more than one: give the id");
        }
        return found.getFirst().id();
    }

    private Instant moment(String expiresIn) {
        try {
            var duration = Duration.parse(expiresIn);
            if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
                return clock.instant().plus(duration).truncatedTo(ChronoUnit.SECONDS);
            }
        } catch (DateTimeException malformed) {
            // as below
        }
        throw new InvalidFieldException("expiresIn", "must be a duration such as P7D, of 366 days at most");
    }

    private View view(TenantId tenant, Credential credential, @Nullable String hmacKey) {
        return new View(
                credential.id(),
                credential.protocol().name().toLowerCase(Locale.ROOT),
                credential.subject().value(),
                subjects.byId(tenant, credential.subject()).map(Subject::name).orElse(""),
                credential.bounds().dnsZones(),
                credential.bounds().ipRanges(),
                credential.bounds().wildcards(),
                credential.account().isPresent(),
                credential.createdAt(),
                credential.expiresAt().orElse(null),
                hmacKey == null ? null : credential.id().toString(),
                hmacKey);
    }
}
