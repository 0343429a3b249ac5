package io.lightwave.token.accesstoken;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
import org.springframework.transaction.support.TransactionTemplate;

/// Ends single access tokens before their time.
public final class AccessTokenRevocation {

    public enum Outcome {
        REVOKED,
        /// Not a token of ours, or expired already: nothing is left to end.
        NOTHING_TO_DO,
        /// It was issued to another client (RFC 7009 §2.1).
        NOT_YOURS
    }

    private final AccessTokenVerifier verifier;
    private final RevokedTokens revoked;
    private final TransactionTemplate transactions;
    private final Audit audit;
    private final InstantSource clock;

    AccessTokenRevocation(
            AccessTokenVerifier verifier,
            RevokedTokens revoked,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        this.verifier = verifier;
        this.revoked = revoked;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /// @param clientId who asks; only who got a token may end it
    public Outcome revoke(TenantId tenant, String token, String clientId, String actor, Origin origin) {
        var claims = verifier.unexpired(tenant, token);
        if (claims.isEmpty()) {
            return Outcome.NOTHING_TO_DO;
        }
        if (!claims.get().clientId().equals(clientId)) {
            return Outcome.NOT_YOURS;
        }
        transactions.executeWithoutResult(_ -> {
            revoked.add(tenant, claims.get().id(), claims.get().expiresAt(), clock.instant());
            audit.recordChange(new AuditEvent(
                    tenant,
                    actor,
                    "token.revoke",
                    claims.get().sub(),
                    AuditEvent.Outcome.SUCCESS,
                    "jti " + claims.get().id(),
                    origin));
        });
        return Outcome.REVOKED;
    }
}
