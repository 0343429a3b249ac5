package io.lightwave.server.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lightwave.directory.Origin;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.ConsoleTokens;
import io.lightwave.token.ConsoleTokens.SignInStep;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Signs people in at their tenant: `/console/login` sends the browser to the tenant's authorization endpoint,
/// `/console/callback` takes the code and begins the session.
@RestController
class SignInEndpoint {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration JUST_NOW = Duration.ofMinutes(1);
    private static final String PLACE = "console-sign-in";

    private final ConsoleSessions sessions;
    private final ConsoleTokens tokens;
    private final Tenants tenants;
    private final SealedKeys seals;
    private final ConsoleSessions.Sources sources;
    private final URI publicUrl;

    SignInEndpoint(
            ConsoleSessions sessions,
            ConsoleTokens tokens,
            Tenants tenants,
            SealedKeys seals,
            ConsoleSessions.Sources sources,
            URI publicUrl) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.tenants = tenants;
        this.seals = seals;
        this.sources = sources;
        this.publicUrl = publicUrl;
    }

    /// @param fresh whether the person has to prove who they are even when they are signed in
    @GetMapping("/console/login")
    ResponseEntity<Void> login(
            @RequestParam(defaultValue = "") String tenant,
            @RequestParam(defaultValue = "/console/") String returnTo,
            @RequestParam(defaultValue = "false") boolean fresh,
            Origin origin) {
        Optional<Tenant> found = tenant(tenant);
        ConsolePath back = ConsolePath.of(returnTo);
        if (found.isEmpty()) {
            String path = back.value().substring("/console".length()); // the console's pages name paths from its base
            tokens.refused(tenants.system(), SignInStep.TENANT, "no such tenant, or a disabled one", origin);
            return redirect("/console/sign-in?error=tenant" + reference(origin) + "&returnTo="
                    + URLEncoder.encode(path, UTF_8));
        }
        InstantSource clock = sources.clock();
        SignInState state = SignInState.begin(
                found.get().id(), back.value(), clock.instant().plus(PATIENCE), sources.random());
        String authorize = found.get().issuer() + "/oauth2/authorize?response_type=code&client_id="
                + ConsoleTokens.CLIENT_ID + "&scope=openid&redirect_uri="
                + URLEncoder.encode(callback().toString(), UTF_8)
                + (fresh ? "&max_age=" + JUST_NOW.toSeconds() : "") + "&state=" + state.state() + "&code_challenge="
                + state.challenge() + "&code_challenge_method=S256";
        byte[] sealed = seals.seal(tenants.system(), PLACE, state.text().getBytes(UTF_8));
        return ResponseEntity.status(HttpStatus.FOUND)
                .header(
                        HttpHeaders.SET_COOKIE,
                        HostCookie.SIGN_IN.set(
                                Base64.getUrlEncoder().withoutPadding().encodeToString(sealed)))
                .header(HttpHeaders.LOCATION, authorize)
                .build();
    }

    @GetMapping("/console/callback")
    ResponseEntity<Void> callback(
            HttpServletRequest request,
            Origin origin,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String code) {
        Optional<SignInState> begun = HostCookie.SIGN_IN.read(request).flatMap(this::open);
        if (begun.isEmpty()) {
            return failed(begun, SignInStep.BROWSER, "no sign-in had been begun in this browser", origin);
        }
        if (!sameState(begun.get(), state)) {
            return failed(begun, SignInStep.STATE, "the answer belongs to another sign-in, or came too late", origin);
        }
        if (code.isEmpty()) {
            return failed(begun, SignInStep.ANSWER, "the tenant's authorization endpoint refused", origin);
        }
        SignInState signIn = begun.get();
        return switch (tokens.exchange(signIn.tenant(), code, callback(), signIn.verifier(), origin)) {
            case ConsoleTokens.Outcome.Refused(String error) ->
                failed(begun, SignInStep.CODE, "the code was refused: " + error, origin);
            case ConsoleTokens.Outcome.Granted granted ->
                ResponseEntity.status(HttpStatus.FOUND)
                        .header(HttpHeaders.SET_COOKIE, HostCookie.SIGN_IN.clear())
                        .header(
                                HttpHeaders.SET_COOKIE,
                                HostCookie.SESSION.set(sessions.begin(request, signIn.tenant(), granted)
                                        .cookie()))
                        .header(HttpHeaders.LOCATION, signIn.returnTo())
                        .build();
        };
    }

    private URI callback() {
        return publicUrl.resolve("/console/callback");
    }

    private boolean sameState(SignInState signIn, String state) {
        return MessageDigest.isEqual(signIn.state().getBytes(UTF_8), state.getBytes(UTF_8))
                && sources.clock().instant().isBefore(signIn.expiresAt());
    }

    private Optional<SignInState> open(String cookie) {
        try {
            byte[] text =
                    seals.open(tenants.system(), PLACE, Base64.getUrlDecoder().decode(cookie));
            return SignInState.parse(new String(text, UTF_8));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private Optional<Tenant> tenant(String name) {
        try {
            return tenants.find(new TenantId(name)).filter(Tenant::isActive);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The console's own page says that it did not work and offers to try again. Of whichever tenant nothing is known,
    /// the operators of the server find the refusal.
    private ResponseEntity<Void> failed(Optional<SignInState> begun, SignInStep step, String reason, Origin origin) {
        tokens.refused(begun.map(SignInState::tenant).orElseGet(tenants::system), step, reason, origin);
        String tenant = begun.map(signIn -> "&tenant=" + signIn.tenant()).orElse("");
        return redirect("/console/sign-in?error=failed" + reference(origin) + tenant);
    }

    /// In quotes, since the console takes digits for a number otherwise.
    private static String reference(Origin origin) {
        return "&reference=%22" + origin.requestId() + "%22";
    }

    private static ResponseEntity<Void> redirect(String path) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .header(HttpHeaders.SET_COOKIE, HostCookie.SIGN_IN.clear())
                .header(HttpHeaders.LOCATION, path)
                .build();
    }
}
