package io.lightwave.server.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lightwave.directory.SignIn;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.web.util.UriUtils;

/// What a session of the console may do only soon after its person proved who they are (RFC 9470): a screen left open
/// is not enough to end keys, to sign others out or to hand out rights. Tokens of programs are not asked, since
/// nobody is there to answer.
final class FreshProof {
    /// How old the proof may be.
    static final Duration AGE = Duration.ofMinutes(5);

    private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final Set<String> NEW = Set.of("POST");
    private static final Set<String> EXISTING = Set.of("PUT", "PATCH", "DELETE");
    private static final String TENANT = "/api/v1/tenants/[^/]+";
    private static final List<Operation> OPERATIONS = List.of(
            new Operation(CHANGING, TENANT), // may disable it
            new Operation(CHANGING, TENANT + "/access-rules(?:/[^/]+)?"),
            new Operation(CHANGING, TENANT + "/(?:saml-)?keys(?:/.+)?"),
            new Operation(CHANGING, TENANT + "/ssh"), // accounts on hosts
            new Operation(CHANGING, TENANT + "/node-authorities(?:/.+)?"), // whose certificates let machines join
            new Operation(CHANGING, TENANT + "/trusted-issuers(?:/.+)?"), // whose tokens make workloads and nodes
            new Operation(CHANGING, TENANT + "/federations(?:/[^/]+)?"), // whose keys workloads believe
            new Operation(NEW, TENANT + "/workloads(?:/[^/]+/rules)?"), // who is a workload; a name may be an old one's
            new Operation(CHANGING, TENANT + "/certificate-profiles(?:/[^/]+)?"), // who is certified as what
            new Operation(NEW, TENANT + "/(?:identity-providers|ldap-sources)"), // by whose word people sign in
            new Operation(EXISTING, TENANT + "/(?:identity-providers|ldap-sources)/[^/]+"),
            new Operation(
                    CHANGING,
                    TENANT + "/policies/(?!appearance$).+"), // how people sign in, how long is kept what they did
            new Operation(CHANGING, TENANT + "/join-tokens"),
            new Operation(CHANGING, TENANT + "/acme-credentials"),
            new Operation(EXISTING, TENANT + "/clients/[^/]+"), // where its codes go, and by what it signs in
            new Operation(CHANGING, TENANT + "/service-providers(?:/[^/]+)?"), // where its assertions go
            new Operation(CHANGING, TENANT + "/clients/[^/]+/secrets"), // whoever has one is the client
            new Operation(CHANGING, TENANT + "/(?:ssh/)?authorities/.+"),
            new Operation(CHANGING, TENANT + "/authority-rotations/[^/]+/activate"),
            new Operation(CHANGING, TENANT + "/authority-requests/[^/]+/chain"), // whose root the tenant believes
            new Operation(CHANGING, TENANT + "/authority-names"),
            new Operation(CHANGING, TENANT + "/certificates/revoke"), // all of a subject
            new Operation(CHANGING, TENANT + "/(?:ssh/)?certificates/[^/]+/revoke"),
            new Operation(CHANGING, TENANT + "/users/[^/]+/(?:sessions|factors)"),
            new Operation(CHANGING, TENANT + "/ldif"),
            new Operation(CHANGING, TENANT + "/entries(?:/.+)?"), // groups and passwords are among them
            new Operation(CHANGING, "/api/v1/configuration/apply"),
            new Operation(EXISTING, "/t/[^/]+/scim/v2/Users/[^/]+"), // may disable, or give another password
            new Operation(EXISTING, "/t/[^/]+/scim/v2/Groups/[^/]+"), // administrators too
            new Operation(CHANGING, "/t/[^/]+/scim/v2/Bulk"));

    private record Operation(Set<String> methods, Pattern path) {
        Operation(Set<String> methods, String path) {
            this(Set.copyOf(methods), Pattern.compile(path));
        }

        boolean is(String method, String asked) {
            return methods.contains(method) && path.matcher(asked).matches();
        }
    }

    private final InstantSource clock;

    FreshProof(InstantSource clock) {
        this.clock = clock;
    }

    /// @param path as sent; endpoints see it decoded, and so it is here
    /// @param signIn the session's; empty when none is known of
    boolean isMissing(String method, String path, Optional<SignIn> signIn) {
        return isNeeded(method, UriUtils.decode(path, UTF_8))
                && signIn.filter(proof -> clock.instant().isBefore(proof.time().plus(AGE)))
                        .isEmpty();
    }

    private static boolean isNeeded(String method, String path) {
        return OPERATIONS.stream().anyMatch(operation -> operation.is(method, path));
    }
}
