package io.lightwave.token.approval;

import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Authorization codes (RFC 6749 §4.1.2): 256 random bits kept as a hash, good for one minute and once.
public final class AuthorizationCodes {
    private static final Duration LIFETIME = Duration.ofSeconds(60);

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final SecureRandom random;

    AuthorizationCodes(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.random = random;
    }

    /// What a code is good with.
    ///
    /// @param redirectUri to repeat at the token endpoint (RFC 6749 §4.1.3); empty when the request left it out
    /// @param challenge empty when the client was let off PKCE
    /// @param dpopKey the thumbprint of the key that must prove itself (RFC 9449 §10); empty when any may
    public record Terms(
            Optional<String> redirectUri,
            Optional<CodeChallenge> challenge,
            Optional<String> dpopKey,
            Optional<String> nonce) {}

    /// A code that is kept.
    ///
    /// @param consumed whether it was exchanged already
    public record Issued(Approval approval, Terms terms, Instant expiresAt, boolean consumed) {}

    /// Issues a code for an approval just added. Joins the caller's transaction.
    public OpaqueSecret issue(Approval approval, Terms terms) {
        OpaqueSecret code = OpaqueSecret.random(random);
        jdbc.sql("""
                insert into authorization_code
                    (tenant_id, code_hash, approval_id, redirect_uri, code_challenge, dpop_jkt, nonce, expires_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(approval.tenant().value())
                .param(code.hash())
                .param(approval.id())
                .param(terms.redirectUri().orElse(null))
                .param(terms.challenge().map(CodeChallenge::value).orElse(null))
                .param(terms.dpopKey().orElse(null))
                .param(terms.nonce().orElse(null))
                .param(Timestamp.from(clock.instant().plus(LIFETIME)))
                .update();
        return code;
    }

    /// As it is now, with the approval that it stands for, ended or not.
    public Optional<Issued> find(TenantId tenant, OpaqueSecret code) {
        return jdbc.sql("""
                select a.*, c.redirect_uri, c.code_challenge, c.dpop_jkt, c.nonce, c.expires_at as code_expires_at,
                       c.consumed_at
                  from authorization_code c join approval a on a.tenant_id = c.tenant_id and a.id = c.approval_id
                 where c.tenant_id = ? and c.code_hash = ?""")
                .param(tenant.value())
                .param(code.hash())
                .query((row, number) -> new Issued(
                        Approvals.read(row, number),
                        new Terms(
                                Optional.ofNullable(row.getString("redirect_uri")),
                                Optional.ofNullable(row.getString("code_challenge"))
                                        .map(CodeChallenge::new),
                                Optional.ofNullable(row.getString("dpop_jkt")),
                                Optional.ofNullable(row.getString("nonce"))),
                        row.getTimestamp("code_expires_at").toInstant(),
                        row.getTimestamp("consumed_at") != null))
                .optional();
    }

    /// Uses the code up: true for exactly one caller, and only while it has not expired and its approval stands.
    /// Joins the caller's transaction.
    public boolean consume(TenantId tenant, OpaqueSecret code) {
        Timestamp now = Timestamp.from(clock.instant());
        return jdbc.sql("""
                update authorization_code c set consumed_at = ?
                  from approval a
                 where c.tenant_id = ? and c.code_hash = ? and c.consumed_at is null and c.expires_at > ?
                   and a.tenant_id = c.tenant_id and a.id = c.approval_id and a.ended_at is null""")
                        .param(now)
                        .param(tenant.value())
                        .param(code.hash())
                        .param(now)
                        .update()
                == 1;
    }
}
