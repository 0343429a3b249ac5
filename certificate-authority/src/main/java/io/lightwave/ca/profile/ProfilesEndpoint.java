package io.lightwave.ca.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/certificate-profiles`. Of the built-in ones some can be changed within
/// bounds, and none can be deleted; deleting what was changed of one gives it back its defaults.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/certificate-profiles", produces = "application/json")
class ProfilesEndpoint {
    private static final int MOST_OWN = 100;
    /// The words under which authorities' and responders' certificates are recorded, and that may become such.
    private static final Set<String> RESERVED = Set.of("root", "issuing", "intermediate", "ocsp", "cmp");

    private final ProfileStore store;
    private final Profiles profiles;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final InstantSource clock;
    private final ObjectMapper json;

    ProfilesEndpoint(
            ProfileStore store,
            Profiles profiles,
            TransactionTemplate transaction,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        this.store = store;
        this.profiles = profiles;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
        this.json = json;
    }

    /// @param name null only when it was left out
    record NewProfile(
            @Nullable String name,
            @Nullable Boolean enabled,
            @Nullable List<String> holders,
            @Nullable List<String> groups,
            @Nullable List<String> keyTypes,
            @Nullable String lifetime,
            @Nullable List<String> extendedKeyUsage,
            @Nullable List<String> names) {
        Profile checked() {
            if (name == null) {
                throw new InvalidFieldException("name", "is required");
            }
            return new ProfileSettings(enabled, holders, groups, keyTypes, lifetime, extendedKeyUsage, names)
                    .checked(name);
        }
    }

    /// @param naming where the alternative names come from: `spiffeId`, `host`, `proved`, `templates` or `none`
    /// @param createdAt null in a built-in profile that was not changed
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ProfileView(
            String id,
            String name,
            boolean builtIn,
            @Nullable Boolean enabled,
            @Nullable List<String> holders,
            @Nullable List<String> groups,
            @Nullable List<String> keyTypes,
            @Nullable String lifetime,
            @Nullable List<String> extendedKeyUsage,
            @Nullable List<String> names,
            String naming,
            @Nullable Instant createdAt,
            @Nullable Instant updatedAt) {}

    @GetMapping
    Page<ProfileView> list(@PathVariable TenantId tenant) {
        List<ProfileView> all = new ArrayList<>();
        var stored = store.stored(tenant);
        for (var builtIn : BuiltInProfiles.ALL) {
            all.add(stored.stream()
                    .filter(changed -> changed.profile().name().equals(builtIn.name()))
                    .findFirst()
                    .map(ProfilesEndpoint::view)
                    .orElseGet(() -> view(builtIn)));
        }
        stored.stream()
                .filter(own -> BuiltInProfiles.find(own.profile().name()).isEmpty())
                .forEach(own -> all.add(view(own)));
        return new Page<>(all, null);
    }

    @GetMapping("/{profile}")
    ResponseEntity<ProfileView> get(@PathVariable TenantId tenant, @PathVariable String profile) {
        return answer(store.find(tenant, profile, false), profile);
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<ProfileView> add(@PathVariable TenantId tenant, @RequestBody NewProfile wanted, Caller caller) {
        var profile = wanted.checked();
        if (RESERVED.contains(profile.name())
                || BuiltInProfiles.find(profile.name()).isPresent()) {
            throw conflict("there is a built-in profile of that name");
        }
        transaction.executeWithoutResult(_ -> {
            if (store.stored(tenant).size() >= MOST_OWN) {
                throw conflict("a tenant has at most %d profiles of its own".formatted(MOST_OWN));
            }
            if (!store.add(tenant, profile, now())) {
                throw conflict("there is a profile of that name");
            }
            profiles.changed(tenant);
            record(tenant, "certificate-profile.create", profile.name(), caller);
        });
        var added = store.find(tenant, profile.name(), false).orElseThrow();
        return ResponseEntity.created(
                        URI.create("/api/v1/tenants/%s/certificate-profiles/%s".formatted(tenant, profile.name())))
                .eTag(entityTag(added))
                .body(view(added));
    }

    @PatchMapping(path = "/{profile}", consumes = "application/merge-patch+json")
    ResponseEntity<ProfileView> update(
            @PathVariable TenantId tenant,
            @PathVariable String profile,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        if (profile.equals(BuiltInProfiles.SERVER.name())) {
            throw conflict("this built-in profile cannot be changed");
        }
        transaction.executeWithoutResult(_ -> {
            var stored = store.find(tenant, profile, true);
            var before = stored.map(ProfileStore.Stored::profile)
                    .or(() -> BuiltInProfiles.find(profile))
                    .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
            requireMatch(ifMatch, stored);
            var settings = MergePatch.apply(json, ProfileSettings.of(before), patch, ProfileSettings.class);
            var after = BuiltInProfiles.find(profile).map(settings::checked).orElseGet(() -> settings.checked(profile));
            if (stored.isPresent()) {
                store.change(tenant, after, now());
            } else if (!store.add(tenant, after, now())) {
                throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            }
            profiles.changed(tenant);
            record(tenant, "certificate-profile.update", profile, caller);
        });
        return answer(store.find(tenant, profile, false), profile);
    }

    @DeleteMapping("/{profile}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String profile, Caller caller) {
        transaction.executeWithoutResult(_ -> {
            if (!store.delete(tenant, profile)) {
                throw BuiltInProfiles.find(profile).isPresent()
                        ? conflict("a built-in profile cannot be deleted")
                        : new ErrorResponseException(HttpStatus.NOT_FOUND);
            }
            profiles.changed(tenant);
            record(tenant, "certificate-profile.delete", profile, caller);
        });
        return ResponseEntity.noContent().build();
    }

    private static void requireMatch(@Nullable String ifMatch, Optional<ProfileStore.Stored> stored) {
        String tag = stored.map(ProfilesEndpoint::entityTag).orElse(BUILT_IN_TAG);
        if (ifMatch != null && !EntityTags.isAmong(tag, ifMatch)) {
            throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
        }
    }

    private static final String BUILT_IN_TAG = "\"0\"";

    private static String entityTag(ProfileStore.Stored stored) {
        return "\"%d.%d\"".formatted(stored.version(), stored.createdAt().toEpochMilli());
    }

    private static ResponseEntity<ProfileView> answer(Optional<ProfileStore.Stored> stored, String name) {
        return stored.map(found -> ResponseEntity.ok().eTag(entityTag(found)).body(view(found)))
                .or(() -> BuiltInProfiles.find(name)
                        .map(found -> ResponseEntity.ok().eTag(BUILT_IN_TAG).body(view(found))))
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private static ProfileView view(ProfileStore.Stored stored) {
        return view(stored.profile(), stored.createdAt(), stored.updatedAt());
    }

    private static ProfileView view(Profile builtIn) {
        return view(builtIn, null, null);
    }

    private static ProfileView view(Profile profile, @Nullable Instant createdAt, @Nullable Instant updatedAt) {
        var settings = ProfileSettings.of(profile);
        return new ProfileView(
                profile.name(),
                profile.name(),
                BuiltInProfiles.find(profile.name()).isPresent(),
                settings.enabled(),
                settings.holders(),
                settings.groups(),
                settings.keyTypes(),
                settings.lifetime(),
                settings.extendedKeyUsage(),
                settings.names(),
                profile.naming().word(),
                createdAt,
                updatedAt);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void record(TenantId tenant, String action, String profile, Caller caller) {
        audit.recordChange(new AuditEvent(
                tenant, caller.actor(), action, profile, AuditEvent.Outcome.SUCCESS, "", caller.origin()));
    }

    private static ErrorResponseException conflict(String why) {
        return new ErrorResponseException(
                HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, why), null);
    }
}
