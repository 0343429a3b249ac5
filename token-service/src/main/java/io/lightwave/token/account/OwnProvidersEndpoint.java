package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.federation.IdentityProvider;
import io.lightwave.token.federation.Upstream;
import io.lightwave.token.federation.UpstreamException;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.Account;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/account/providers`: links an account at another provider, and removes the link, each after a fresh
/// proof.
@RestController
class OwnProvidersEndpoint {
    private final Desk desk;
    private final AccountPages accountPages;
    private final Pages pages;
    private final OwnProof proof;
    private final OwnProviders providers;
    private final Upstream upstream;
    private final Renewal renewal;
    private final SecureRandom random;

    OwnProvidersEndpoint(
            Desk desk,
            AccountPages accountPages,
            Pages pages,
            OwnProof proof,
            OwnProviders providers,
            Upstream upstream,
            Renewal renewal,
            SecureRandom random) {
        this.desk = desk;
        this.accountPages = accountPages;
        this.pages = pages;
        this.proof = proof;
        this.providers = providers;
        this.upstream = upstream;
        this.renewal = renewal;
        this.random = random;
    }

    @PostMapping(path = "/t/{tenant}/account/providers", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> link(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(
                tenant,
                request,
                response,
                origin,
                (visitor, form) -> proof.refused(visitor, form, "factor.add", "identity provider")
                        .orElseGet(() -> leave(visitor, form)));
    }

    private ResponseEntity<?> leave(Visitor visitor, FormParameters form) {
        Optional<IdentityProvider> provider = named(visitor, form);
        if (provider.isEmpty()) {
            desk.refuse(visitor, "identity provider", "factor.add", "identity provider", "no such provider");
            return accountPages.show(visitor, HttpStatus.BAD_REQUEST, Account.Said.NO_PROVIDER.alert());
        }
        TenantId tenant = visitor.tenant().id();
        OpaqueSecret browser =
                SessionCookie.SIGN_IN.read(tenant, visitor.request()).orElseGet(() -> OpaqueSecret.random(random));
        visitor.response().addHeader("Set-Cookie", SessionCookie.SIGN_IN.set(tenant, browser));
        var errand = new Upstream.Errand(
                "account", Optional.of(visitor.session().session().id()), "", false, Optional.empty());
        try {
            return pages.show(upstream.send(visitor.tenant(), provider.get(), browser, errand)
                    .page(visitor.tenant(), provider.get().settings().displayName()));
        } catch (UpstreamException failed) {
            desk.refuse(
                    visitor,
                    "identity provider",
                    "factor.add",
                    "identity-provider:" + provider.get().name(),
                    String.valueOf(failed.getMessage()));
            return accountPages.show(visitor, HttpStatus.BAD_GATEWAY, Account.Said.NO_PROVIDER.alert());
        }
    }

    @PostMapping(path = "/t/{tenant}/account/providers/remove", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> unlink(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(
                tenant,
                request,
                response,
                origin,
                (visitor, form) -> proof.refused(visitor, form, "factor.remove", "identity provider")
                        .orElseGet(() -> unlink(visitor, form)));
    }

    /// Whoever else had it is signed out with it.
    private ResponseEntity<?> unlink(Visitor visitor, FormParameters form) {
        ActivePrincipal person = visitor.session().principal();
        named(visitor, form)
                .filter(provider -> providers.people().unlink(person.tenant(), provider.id(), person.id()))
                .ifPresent(provider -> {
                    renewal.endOthers(visitor, "an account elsewhere was unlinked");
                    desk.note(visitor, "factor.remove", "identity-provider:" + provider.name(), "by the person");
                });
        return Desk.done(visitor, Account.Said.UNLINKED);
    }

    private Optional<IdentityProvider> named(Visitor visitor, FormParameters form) {
        return form.find("provider")
                .flatMap(name -> providers.providers().usable(visitor.tenant().id(), name));
    }
}
