package io.lightwave.directory.policy;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.dit.PasswordPolicies;
import io.lightwave.directory.entry.Reason;
import io.lightwave.directory.password.PasswordPolicy;
import io.lightwave.directory.password.Passwords;
import io.lightwave.directory.policy.PolicyEntry.Outcome;
import io.lightwave.directory.schema.ViolationException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/policies/password` and `…/lockout`: two views of one policy, with one version.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/policies", produces = "application/json")
class PasswordPolicyEndpoint {
    private final PolicyEntry policy;
    private final PasswordPolicies policies;
    private final Passwords passwords;
    private final ObjectMapper json;

    PasswordPolicyEndpoint(PolicyEntry policy, PasswordPolicies policies, Passwords passwords, ObjectMapper json) {
        this.policy = policy;
        this.policies = policies;
        this.passwords = passwords;
        this.json = json;
    }

    /// @param breachedPasswords what the server has of it, which no tenant changes
    record Shown(@JsonUnwrapped PasswordRules rules, Breached breachedPasswords) {}

    /// @param list null when the server has none, and nothing is refused because of it
    record Breached(boolean configured, Passwords.@Nullable BreachedList list) {}

    @GetMapping("/password")
    ResponseEntity<Shown> password(@PathVariable TenantId tenant) {
        return shown(policy.of(tenant));
    }

    @PatchMapping(path = "/password", consumes = "application/merge-patch+json")
    ResponseEntity<Shown> changePassword(
            @PathVariable TenantId tenant,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        return shown(change(tenant, caller, ifMatch, entry -> {
            PasswordRules now = PasswordRules.of(parsed(entry));
            PasswordRules wanted = MergePatch.apply(json, now, patch, PasswordRules.class);
            return checked(wanted.attributes(), PasswordRules.FIELDS);
        }));
    }

    @GetMapping("/lockout")
    ResponseEntity<LockoutRules> lockout(@PathVariable TenantId tenant) {
        return lockout(policy.of(tenant));
    }

    @PatchMapping(path = "/lockout", consumes = "application/merge-patch+json")
    ResponseEntity<LockoutRules> changeLockout(
            @PathVariable TenantId tenant,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        return lockout(change(
                tenant,
                caller,
                ifMatch,
                entry -> checked(
                        MergePatch.apply(json, rules(entry), patch, LockoutRules.class)
                                .attributes(),
                        LockoutRules.FIELDS)));
    }

    private PasswordPolicy parsed(Optional<Entry> entry) {
        return entry.map(policies::of).orElse(PasswordPolicy.DEFAULT);
    }

    private LockoutRules rules(Optional<Entry> entry) {
        return LockoutRules.of(attribute -> policy.value(entry, attribute));
    }

    /// By the checks of the entry itself, in the words of REST.
    private static Map<String, Optional<String>> checked(
            Map<String, Optional<String>> attributes, Map<String, String> fields) {
        try {
            PasswordPolicies.parse(attribute -> attributes.getOrDefault(attribute, Optional.empty()));
            return attributes;
        } catch (ViolationException e) {
            String detail = e.detail();
            throw new InvalidFieldException(
                    fields.getOrDefault(String.valueOf(e.attribute()), ""), detail.substring(detail.indexOf(": ") + 2));
        }
    }

    private Optional<Entry> change(
            TenantId tenant,
            Caller caller,
            @Nullable String ifMatch,
            Function<Optional<Entry>, Map<String, Optional<String>>> change) {
        Optional<String> version = Optional.ofNullable(ifMatch);
        return switch (policy.change(tenant, caller, version, change)) {
            case Outcome.Done(Optional<Entry> entry) -> entry;
            case Outcome.Stale() -> throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            case Outcome.Refused(Reason reason, String detail) ->
                throw reason == Reason.INSUFFICIENT_ACCESS_RIGHTS || reason == Reason.NO_SUCH_OBJECT
                        ? new ErrorResponseException(HttpStatus.FORBIDDEN)
                        : new InvalidFieldException("", detail);
        };
    }

    private ResponseEntity<Shown> shown(Optional<Entry> entry) {
        Passwords.BreachedList list = passwords.breachedList().orElse(null);
        return ResponseEntity.ok()
                .eTag(PolicyEntry.entityTag(entry))
                .body(new Shown(PasswordRules.of(parsed(entry)), new Breached(list != null, list)));
    }

    private ResponseEntity<LockoutRules> lockout(Optional<Entry> entry) {
        return ResponseEntity.ok().eTag(PolicyEntry.entityTag(entry)).body(rules(entry));
    }
}
