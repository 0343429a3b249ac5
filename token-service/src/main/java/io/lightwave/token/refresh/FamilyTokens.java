package io.lightwave.token.refresh;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.token.accesstoken.RefreshTokens;
import io.lightwave.token.accesstoken.TokenSubjects;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.approval.Approvals;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/// Refresh tokens as introspection and revocation see them.
final class FamilyTokens implements RefreshTokens {
    private final PresentedTokens presented;
    private final Approvals approvals;
    private final ActivePrincipals principals;
    private final TransactionTemplate transactions;
    private final Audit audit;

    FamilyTokens(
            PresentedTokens presented,
            Approvals approvals,
            ActivePrincipals principals,
            TransactionTemplate transactions,
            Audit audit) {
        this.presented = presented;
        this.approvals = approvals;
        this.principals = principals;
        this.transactions = transactions;
        this.audit = audit;
    }

    @Override
    public Optional<LiveRefreshToken> find(TenantId tenant, String text) {
        return presented
                .read(tenant, text)
                .filter(token -> token.standing() instanceof Family.Standing.Newest)
                .flatMap(token -> principals
                        .find(tenant, token.approval().client())
                        .flatMap(client -> presented
                                .giver(token.approval(), client)
                                .map(giver -> live(token, client, giver.person()))));
    }

    private static LiveRefreshToken live(PresentedToken token, ActivePrincipal client, ActivePrincipal person) {
        return new LiveRefreshToken(
                TokenSubjects.nameOf(client),
                person,
                TokenSubjects.nameOf(person),
                token.approval().scopes(),
                Set.copyOf(token.approval().audiences()),
                token.approval().details(),
                token.approval().authorization(),
                token.family().issuedAt(),
                token.approval().expiresAt());
    }

    @Override
    public Optional<String> holder(TenantId tenant, String text) {
        return presented
                .read(tenant, text)
                .flatMap(token -> principals.find(tenant, token.approval().client()))
                .map(TokenSubjects::nameOf);
    }

    @Override
    public void revoke(TenantId tenant, String text, Origin origin) {
        presented
                .read(tenant, text)
                .ifPresent(token -> transactions.executeWithoutResult(_ -> {
                    Approval approval = token.approval();
                    if (approvals.end(tenant, approval.id(), "revoked")) {
                        audit.recordChange(new AuditEvent(
                                tenant,
                                "client:%s@%s".formatted(approval.client(), tenant),
                                "token.revoke",
                                "grant " + approval.id(),
                                Outcome.SUCCESS,
                                "refresh token",
                                origin));
                    }
                }));
    }

    @Override
    public Optional<UUID> sessionOf(TenantId tenant, String text) {
        return presented.read(tenant, text).map(token -> token.approval().session());
    }
}
