package io.lightwave.token.exchange;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.RefreshTokens;
import io.lightwave.token.accesstoken.RefreshTokens.LiveRefreshToken;
import io.lightwave.token.accesstoken.TokenSubjects;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.approval.StandingApprovals;
import io.lightwave.token.grant.OwnSubjectTokens;
import io.lightwave.token.idtoken.IdTokens;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What a client's own ID and refresh tokens stand for: what the person authorised it to do, as long as that stands.
final class IdAndRefreshTokens implements OwnSubjectTokens {
    private final IdTokens idTokens;
    private final RefreshTokens refreshTokens;
    private final Approvals approvals;
    private final StandingApprovals standing;
    private final InstantSource clock;

    IdAndRefreshTokens(
            IdTokens idTokens,
            RefreshTokens refreshTokens,
            Approvals approvals,
            StandingApprovals standing,
            InstantSource clock) {
        this.idTokens = idTokens;
        this.refreshTokens = refreshTokens;
        this.approvals = approvals;
        this.standing = standing;
        this.clock = clock;
    }

    @Override
    public Optional<OwnSubject> find(Tenant tenant, ActivePrincipal client, String type, String token) {
        return switch (type) {
            case ID_TOKEN -> byIdToken(tenant, client, token);
            case REFRESH_TOKEN -> byRefreshToken(tenant, client, token);
            default -> Optional.empty();
        };
    }

    private Optional<OwnSubject> byIdToken(Tenant tenant, ActivePrincipal client, String token) {
        return idTokens.readHint(tenant, token)
                .filter(hint -> hint.clientId().equals(TokenSubjects.nameOf(client)))
                .filter(hint -> clock.instant().isBefore(hint.expiresAt()))
                .flatMap(hint -> hint.sid()
                        .flatMap(IdAndRefreshTokens::uuid)
                        .flatMap(sid -> approvals.findBySid(tenant.id(), client.id(), sid))
                        .flatMap(approval -> standing.giver(approval, client)
                                .map(person -> subject(person, approval, hint.expiresAt()))));
    }

    private static OwnSubject subject(ActivePrincipal person, Approval approval, Instant end) {
        return new OwnSubject(
                person, approval.scopes(), Set.copyOf(approval.audiences()), approval.authorization(), end);
    }

    private Optional<OwnSubject> byRefreshToken(Tenant tenant, ActivePrincipal client, String token) {
        return refreshTokens
                .find(tenant.id(), token)
                .filter(live -> live.clientId().equals(TokenSubjects.nameOf(client)))
                .map(IdAndRefreshTokens::subject);
    }

    private static OwnSubject subject(LiveRefreshToken live) {
        return new OwnSubject(live.person(), live.scopes(), live.audiences(), live.authorization(), live.expiresAt());
    }

    private static Optional<UUID> uuid(String sid) {
        try {
            return Optional.of(UUID.fromString(sid));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
