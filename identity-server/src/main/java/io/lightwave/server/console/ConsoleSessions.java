package io.lightwave.server.console;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SignIn;
import io.lightwave.server.web.Problems;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.AccessTokens.Verification;
import io.lightwave.token.ConsoleTokens;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// The sessions of the console: whose request it is by its cookie, and whether an unsafe one comes from the console's
/// own pages.
public final class ConsoleSessions {
    private static final Duration LIFETIME = Duration.ofHours(12);
    private static final Duration IDLE = Duration.ofHours(2);
    private static final Duration USE_IS_NOTED_AFTER = Duration.ofMinutes(1);
    private static final Duration REFRESHED_BEFORE_END = Duration.ofMinutes(1);
    private static final int HTTPS_PORT = 443;
    private static final String EVENTS = "text/event-stream";

    /// What came of looking at a request's cookie.
    public sealed interface Outcome {
        /// @param lasting of the session's access token, which is replaced before it ends
        record SignedIn(
                ActivePrincipal principal, Optional<SignIn> signIn, String csrfToken, AccessTokens.Lasting lasting)
                implements Outcome {}

        record NoSession() implements Outcome {}

        /// The cookie's session is over; the reason is for the audit trail.
        record Ended(String reason) implements Outcome {}

        /// The session stands, but the request shows no proof that the console sent it.
        record Forged(String reason, String actor) implements Outcome {}
    }

    private final SessionStore store;
    private final ConsoleTokens tokens;
    private final AccessTokens accessTokens;
    private final TransactionTemplate transactions;
    private final Sources sources;
    private final String origin;

    /// Where time and randomness come from.
    record Sources(InstantSource clock, SecureRandom random) {}

    /// @param publicUrl whose origin the console's pages have
    ConsoleSessions(
            SessionStore store,
            ConsoleTokens tokens,
            AccessTokens accessTokens,
            TransactionTemplate transactions,
            Sources sources,
            URI publicUrl) {
        this.store = store;
        this.tokens = tokens;
        this.accessTokens = accessTokens;
        this.transactions = transactions;
        this.sources = sources;
        this.origin = origin(publicUrl);
    }

    /// As browsers write it: without the port that the scheme has anyway (RFC 6454 §6.2).
    static String origin(URI publicUrl) {
        return publicUrl.getPort() == HTTPS_PORT
                ? publicUrl.getScheme() + "://" + publicUrl.getHost()
                : publicUrl.toString();
    }

    /// Makes a session of what the authorization gave, in the place of the one that the browser has.
    SessionSecret begin(
            HttpServletRequest request, io.lightwave.directory.TenantId tenant, ConsoleTokens.Outcome.Granted granted) {
        Origin where = Problems.origin(request);
        secretOf(request)
                .ifPresent(before -> store.find(before)
                        .filter(_ -> store.remove(before))
                        .ifPresent(row -> tokens.revoke(before.tenant(), row.refreshToken(), where)));
        Instant now = sources.clock().instant();
        SessionSecret secret = SessionSecret.random(tenant, sources.random());
        store.removeOlderThan(tenant, now.minus(LIFETIME));
        store.add(
                secret,
                new SessionStore.Row(granted.accessToken(), granted.refreshToken(), granted.expiresAt(), now, now));
        return secret;
    }

    /// Whose request this is.
    ///
    /// @param unsafe whether it changes something, and so must show the session's `X-CSRF-Token` and come from our
    ///     own origin
    public Outcome authenticate(HttpServletRequest request, boolean unsafe) {
        Optional<SessionSecret> secret = secretOf(request);
        if (secret.isEmpty()) {
            return new Outcome.NoSession();
        }
        Optional<SessionStore.Row> row = live(secret.get(), !isByItself(request), Problems.origin(request));
        if (row.isEmpty()) {
            return new Outcome.Ended("the console session has ended");
        }
        return switch (accessTokens.verify(secret.get().tenant(), row.get().accessToken())) {
            case Verification.Invalid invalid -> {
                store.remove(secret.get());
                yield new Outcome.Ended(invalid.reason());
            }
            case Verification.Valid valid -> {
                String forgery = unsafe ? forgery(request, secret.get()) : null;
                yield forgery == null
                        ? new Outcome.SignedIn(
                                valid.principal(), valid.signIn(), secret.get().csrfToken(), valid.lasting())
                        : new Outcome.Forged(forgery, valid.principal().toString());
            }
        };
    }

    /// Ends the session of the request's cookie, and with it the person's session at the tenant: who signs out here is
    /// not signed in again by a click.
    void end(HttpServletRequest request) {
        Origin where = Problems.origin(request);
        secretOf(request)
                .ifPresent(secret -> store.find(secret).ifPresent(row -> {
                    if (store.remove(secret)) {
                        tokens.signOut(secret.tenant(), row.refreshToken(), where);
                    }
                }));
    }

    private static Optional<SessionSecret> secretOf(HttpServletRequest request) {
        return HostCookie.SESSION.read(request).flatMap(SessionSecret::parse);
    }

    /// A stream of events is opened by the page, again and again: it keeps no session from ending by idleness.
    private static boolean isByItself(HttpServletRequest request) {
        return EVENTS.equals(request.getHeader("Accept"));
    }

    private Optional<SessionStore.Row> live(SessionSecret secret, boolean byThePerson, Origin where) {
        Instant now = sources.clock().instant();
        Optional<SessionStore.Row> found = store.find(secret);
        if (found.isEmpty()) {
            return found;
        }
        SessionStore.Row row = found.get();
        if (now.isAfter(row.createdAt().plus(LIFETIME))
                || now.isAfter(row.lastUsedAt().plus(IDLE))) {
            if (store.remove(secret)) {
                tokens.revoke(secret.tenant(), row.refreshToken(), where);
            }
            return Optional.empty();
        }
        if (byThePerson && now.isAfter(row.lastUsedAt().plus(USE_IS_NOTED_AFTER))) {
            store.use(secret, now);
        }
        return needsRefresh(row, now) ? refreshed(secret, where) : found;
    }

    private static boolean needsRefresh(SessionStore.Row row, Instant now) {
        return now.isAfter(row.accessExpiresAt().minus(REFRESHED_BEFORE_END));
    }

    /// The row stays locked meanwhile: a refresh token turned in twice would count as stolen (RFC 9700 §4.14.2).
    private Optional<SessionStore.Row> refreshed(SessionSecret secret, Origin where) {
        return transactions.execute(_ -> {
            Optional<SessionStore.Row> row = store.lock(secret);
            if (row.isEmpty() || !needsRefresh(row.get(), sources.clock().instant())) {
                return row;
            }
            return switch (tokens.refresh(secret.tenant(), row.get().refreshToken(), where)) {
                case ConsoleTokens.Outcome.Granted granted -> {
                    var fresh = new SessionStore.Row(
                            granted.accessToken(),
                            granted.refreshToken(),
                            granted.expiresAt(),
                            row.get().createdAt(),
                            row.get().lastUsedAt());
                    store.replaceTokens(secret, fresh);
                    yield Optional.of(fresh);
                }
                case ConsoleTokens.Outcome.Refused _ -> {
                    store.remove(secret);
                    yield Optional.<SessionStore.Row>empty();
                }
            };
        });
    }

    /// Why the request may be forged; null when it is not.
    private @Nullable String forgery(HttpServletRequest request, SessionSecret secret) {
        String site = request.getHeader("Sec-Fetch-Site");
        String from = request.getHeader("Origin");
        String token = request.getHeader("X-CSRF-Token");
        if (site != null && !site.equals("same-origin")) {
            return "sent from another site";
        }
        if (from != null && !from.equals(origin)) {
            return "sent from another origin";
        }
        boolean same = token != null
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8),
                        secret.csrfToken().getBytes(StandardCharsets.UTF_8));
        return same ? null : "without the session's CSRF token";
    }
}
