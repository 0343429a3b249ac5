package io.lightwave.token.pushed;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Authorization requests by the URI that stands for them: 256 random bits kept as a hash, known to one client.
public final class KeptRequests {
    /// How long a pushed request may be brought to the authorization endpoint (RFC 9126 §2.2).
    public static final Duration PUSHED_LIFETIME = Duration.ofSeconds(90);

    /// How long a person may take to sign in and to agree.
    private static final Duration WAITING_LIFETIME = Duration.ofMinutes(15);

    private static final String PUSHED = "urn:ietf:params:oauth:request_uri:";
    private static final String WAITING = "urn:lightwave:waiting-request:";

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final SecureRandom random;

    KeptRequests(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.random = random;
    }

    /// A request that waits for a person.
    ///
    /// @param uri by which the pages name it
    /// @param parameters as a query string
    public record Waiting(String uri, String parameters) {}

    public static boolean isPushed(String uri) {
        return uri.startsWith(PUSHED);
    }

    public static boolean isWaiting(String uri) {
        return uri.startsWith(WAITING);
    }

    /// Keeps a pushed request. The URI, for its client only.
    public String push(TenantId tenant, SubjectId client, String parameters) {
        return PUSHED + keep(tenant, client, true, parameters).text();
    }

    /// Keeps a request that came some other way than by a plain query, until its person has answered.
    public Waiting await(TenantId tenant, SubjectId client, String parameters) {
        return new Waiting(WAITING + keep(tenant, client, false, parameters).text(), parameters);
    }

    /// Takes a pushed request up: it waits for its person from here on, under another URI. Browsers load an address
    /// twice and people go back, so that it may come again until it is used up. Empty when there is none of this
    /// client, or it has expired or was used up.
    public Optional<Waiting> takeUp(TenantId tenant, SubjectId client, String uri) {
        Instant now = clock.instant();
        return secret(PUSHED, uri).flatMap(secret -> {
            OpaqueSecret next =
                    OpaqueSecret.parse(secret.derive("waiting request")).orElseThrow();
            return jdbc.sql("""
                    update kept_request set waiting_hash = ?, expires_at = ?
                     where tenant_id = ? and secret_hash = ? and client_id = ? and pushed and brought_until > ?
                    returning parameters""")
                    .param(next.hash())
                    .param(Timestamp.from(now.plus(WAITING_LIFETIME)))
                    .param(tenant.value())
                    .param(secret.hash())
                    .param(client.value())
                    .param(Timestamp.from(now))
                    .query(String.class)
                    .optional()
                    .map(parameters -> new Waiting(WAITING + next.text(), parameters));
        });
    }

    /// Uses up a request that waits, however it came: true for exactly one caller. Joins the caller's transaction.
    public boolean useUp(TenantId tenant, SubjectId client, String uri) {
        return secret(WAITING, uri)
                .filter(secret -> jdbc.sql("""
                        delete from kept_request
                         where tenant_id = ? and client_id = ? and expires_at > ?
                           and (waiting_hash = ? or secret_hash = ? and not pushed)""")
                                .param(tenant.value())
                                .param(client.value())
                                .param(Timestamp.from(clock.instant()))
                                .param(secret.hash())
                                .param(secret.hash())
                                .update()
                        == 1)
                .isPresent();
    }

    /// A request that waits; empty when there is none of this client, or it has waited too long.
    public Optional<Waiting> waiting(TenantId tenant, SubjectId client, String uri) {
        return secret(WAITING, uri)
                .flatMap(secret -> jdbc.sql("""
                        select parameters from kept_request
                         where tenant_id = ? and client_id = ? and expires_at > ?
                           and (waiting_hash = ? or secret_hash = ? and not pushed)""")
                        .param(tenant.value())
                        .param(client.value())
                        .param(Timestamp.from(clock.instant()))
                        .param(secret.hash())
                        .param(secret.hash())
                        .query(String.class)
                        .optional())
                .map(parameters -> new Waiting(uri, parameters));
    }

    /// Forgets on the way what has expired.
    private OpaqueSecret keep(TenantId tenant, SubjectId client, boolean pushed, String parameters) {
        OpaqueSecret secret = OpaqueSecret.random(random);
        Instant now = clock.instant();
        jdbc.sql("delete from kept_request where tenant_id = ? and expires_at <= ?")
                .param(tenant.value())
                .param(Timestamp.from(now))
                .update();
        jdbc.sql("""
                insert into kept_request
                    (tenant_id, secret_hash, client_id, pushed, parameters, expires_at, brought_until)
                values (?, ?, ?, ?, ?, ?, ?)""")
                .param(tenant.value())
                .param(secret.hash())
                .param(client.value())
                .param(pushed)
                .param(parameters)
                .param(Timestamp.from(now.plus(pushed ? PUSHED_LIFETIME : WAITING_LIFETIME)))
                .param(pushed ? Timestamp.from(now.plus(PUSHED_LIFETIME)) : null)
                .update();
        return secret;
    }

    private static Optional<OpaqueSecret> secret(String prefix, String uri) {
        return uri.startsWith(prefix) ? OpaqueSecret.parse(uri.substring(prefix.length())) : Optional.empty();
    }
}
