package io.lightwave.workload.workload;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SpiffeId;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.issuer.TrustedIssuer;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a workload and its rules may be registered with; every refusal names its field.
final class WorkloadChecks {
    static final int MOST_RULES = 100;
    private static final int MOST_AUDIENCES = 100;
    private static final int MOST_CLAIMS = 20;
    private static final int LONGEST_VALUE = 1000;
    private static final int LONGEST_URI = 2000;
    private static final Pattern PATH = Pattern.compile("[\\x21-\\x7e]{1,250}");
    private static final int MOST_SELECTORS = 20;
    private static final Pattern NODE = Pattern.compile("(?=.{1,128}$)([*][.])?[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
    private static final Pattern HINT = Pattern.compile("[\\x20-\\x7e]{0,100}");
    private static final Pattern BARE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~@-]{0,199}");

    private WorkloadChecks() {}

    /// The path of a SPIFFE ID, and no UUID, which would look like an id.
    static String name(TenantId tenant, @Nullable String value) {
        if (value == null) {
            throw new InvalidFieldException("name", "is required");
        }
        try {
            new SpiffeId(tenant, value);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidFieldException("name", String.valueOf(malformed.getMessage()));
        }
        if (isUuid(value)) {
            throw new InvalidFieldException("name", "must not be a UUID");
        }
        if (value.equals(SpiffeId.SERVER_PATH)) {
            throw new InvalidFieldException("name", "is the server's own");
        }
        return value;
    }

    /// Absolute URIs (RFC 8707 §2) and bare names.
    static List<String> audiences(@Nullable List<String> values) {
        if (values == null) {
            return List.of();
        }
        if (values.size() > MOST_AUDIENCES) {
            throw new InvalidFieldException("audiences", "are more than 100");
        }
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (!(BARE_NAME.matcher(value).matches() || isAbsolute(value))) {
                throw new InvalidFieldException(
                        "audiences[" + i + "]", "must be an absolute URI without fragment, or a bare name");
            }
        }
        return List.copyOf(new LinkedHashSet<>(values));
    }

    /// @param field of the rule, with a dot at its end, or empty
    static Map<String, ClaimValue> claims(String field, @Nullable Map<String, Object> asked) {
        if (asked == null || asked.isEmpty()) {
            throw new InvalidFieldException(field + "claims", "must name at least one claim");
        }
        if (asked.size() > MOST_CLAIMS) {
            throw new InvalidFieldException(field + "claims", "are more than 20");
        }
        var claims = new TreeMap<String, ClaimValue>();
        asked.forEach((path, value) -> {
            if (!PATH.matcher(path).matches() || ClaimPath.isTooDeep(path)) {
                throw new InvalidFieldException(field + "claims", "have a name that is no path of a claim");
            }
            claims.put(path, claim(field + "claims." + path, value));
        });
        return claims;
    }

    /// What a rule of a node says, checked.
    record AskedNodeRule(String node, SortedSet<String> selectors, String hint, boolean unchecked) {}

    /// @param field of the rule, with a dot at its end, or empty
    static AskedNodeRule nodeRule(String field, NewRule asked) {
        if (asked.issuer() != null || asked.claims() != null) {
            throw new InvalidFieldException(field + "node", "is of a rule without issuer and claims");
        }
        String node = asked.node();
        if (node == null || !NODE.matcher(node).matches() || isUuid(node)) {
            throw new InvalidFieldException(
                    field + "node", "must be the name of a node, or *. and the end of names of nodes");
        }
        String hint = asked.hint() == null ? "" : asked.hint();
        if (!HINT.matcher(hint).matches()) {
            throw new InvalidFieldException(field + "hint", "must have at most 100 printable characters");
        }
        var selectors = selectors(field + "selectors", asked.selectors());
        boolean unchecked = Boolean.TRUE.equals(asked.unchecked());
        boolean several = node.startsWith("*");
        if (unchecked && !several) {
            throw new InvalidFieldException(field + "unchecked", "is of a rule for several nodes");
        }
        if (several && !unchecked && selectors.stream().noneMatch(selector -> selector.startsWith(NodeRule.OF_PODS))) {
            throw new InvalidFieldException(
                    field + "unchecked",
                    "must be true for several nodes without selectors of Kubernetes: each of them is believed alone");
        }
        return new AskedNodeRule(node, selectors, hint, unchecked);
    }

    private static SortedSet<String> selectors(String field, @Nullable List<String> asked) {
        if (asked == null || asked.isEmpty() || asked.size() > MOST_SELECTORS) {
            throw new InvalidFieldException(field, "must have 1 to 20 selectors, for instance unix:uid:0");
        }
        var selectors = new TreeSet<String>();
        boolean grants = false;
        for (int i = 0; i < asked.size(); i++) {
            try {
                var selector = Selector.parse(asked.get(i));
                grants |= !selector.isArtifact();
                selectors.add(selector.toString());
            } catch (IllegalArgumentException malformed) {
                throw new InvalidFieldException(field + "[" + i + "]", String.valueOf(malformed.getMessage()));
            }
        }
        if (!grants) {
            throw new InvalidFieldException(
                    field, "must have one that neither an image nor the path of a file decides by itself");
        }
        return selectors;
    }

    private static ClaimValue claim(String field, Object value) {
        var claim = ClaimValue.ofPlain(value)
                .orElseThrow(() -> new InvalidFieldException(field, "must be a text, a whole number or a flag"));
        if (claim instanceof ClaimValue.Text(var text) && (text.isEmpty() || text.length() > LONGEST_VALUE)) {
            throw new InvalidFieldException(field, "must have 1 to 1000 characters");
        }
        return claim;
    }

    static void requireImmutable(String field, TrustedIssuer issuer, Map<String, ClaimValue> claims) {
        if (claims.keySet().stream().noneMatch(issuer::isImmutable)) {
            throw new InvalidFieldException(
                    field,
                    "must name a claim whose value is never given to somebody else; for kind %s that is %s"
                            .formatted(
                                    issuer.kind().word(),
                                    switch (issuer.kind()) {
                                        case OIDC -> "sub, one ending in _id, or one of the issuer's immutableClaims";
                                        case KUBERNETES ->
                                            "sub or kubernetes.io.serviceaccount.uid (or that of the pod or node)";
                                        case GITHUB -> "repository_id or repository_owner_id";
                                        case GITLAB -> "project_id or namespace_id";
                                        case GCP -> "sub or google.compute_engine.instance_id (or .project_number)";
                                        case AZURE -> "sub or oid";
                                        case EC2 -> "accountId or instanceId";
                                        case AZURE_VM -> "subscriptionId or vmId";
                                    }));
        }
    }

    private static boolean isAbsolute(String value) {
        if (value.length() > LONGEST_URI) {
            return false;
        }
        try {
            var uri = URI.create(value);
            return uri.isAbsolute() && uri.getRawFragment() == null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static boolean isUuid(String value) {
        try {
            return UUID.fromString(value).toString().equals(value);
        } catch (IllegalArgumentException other) {
            return false;
        }
    }
}
