package io.lightwave.token.federation;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.language.Text;
import io.lightwave.token.logout.LogoutProblems;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What OpenID providers call when somebody signs out: `…/login/signed-out/{provider}`, to which they send the browser
/// back, and `…/login/backchannel-logout/{provider}`, at which they tell of it themselves.
@RestController
class OpenIdLogoutEndpoint {
    private final ActiveTenants tenants;
    private final UpstreamLogout waiting;
    private final OpenIdLogout logout;
    private final LogoutProblems problems;
    private final Pages pages;

    OpenIdLogoutEndpoint(
            ActiveTenants tenants, UpstreamLogout waiting, OpenIdLogout logout, LogoutProblems problems, Pages pages) {
        this.tenants = tenants;
        this.waiting = waiting;
        this.logout = logout;
        this.problems = problems;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/login/signed-out/{provider}")
    ResponseEntity<?> back(
            @PathVariable String tenant,
            @PathVariable UUID provider,
            @RequestParam(defaultValue = "") String state,
            Origin origin) {
        Tenant active = tenants.require(tenant);
        Optional<String> destination = waiting.answered(active, provider, state);
        if (destination.isEmpty()) {
            return problems.show(
                    active,
                    new Decisions(),
                    UpstreamLogout.WAITING,
                    UpstreamLogout.refusal(active, provider, UpstreamLogout.NONE_WAITS, origin),
                    Text.of("problem.logout.ended"));
        }
        return destination.get().isEmpty()
                ? pages.show(new Page.SignedOut(active, List.of(), Optional.empty()))
                : ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .header("Location", destination.get())
                        .header("Cache-Control", "no-store")
                        .header("Referrer-Policy", "no-referrer")
                        .build();
    }

    @PostMapping(
            path = "/t/{tenant}/login/backchannel-logout/{provider}",
            consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> told(
            @PathVariable String tenant, @PathVariable UUID provider, HttpServletRequest request, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        try {
            String token = FormParameters.read(request).find("logout_token").orElse("");
            logout.take(active, provider, token, origin);
            return ResponseEntity.ok().cacheControl(CacheControl.noStore()).build();
        } catch (UpstreamException | MalformedRequestException refused) {
            logout.refused(active, provider, String.valueOf(refused.getMessage()), origin);
            return ResponseEntity.badRequest()
                    .cacheControl(CacheControl.noStore())
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(Map.of("error", "invalid_request"));
        }
    }
}
