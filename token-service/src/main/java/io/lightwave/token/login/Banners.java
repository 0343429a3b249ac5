package io.lightwave.token.login;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.TenantId;
import io.lightwave.token.appearance.Appearances;
import io.lightwave.token.appearance.Look;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.FormGuard;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.SessionCookie;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.http.ResponseEntity;

/// The banner that a tenant puts before its sign-ins. A yes to it belongs to one browser, one sign-in and what the
/// banner says; it stands in the audit trail with the session that it led to.
final class Banners {
    private final Appearances appearances;
    private final Pages pages;
    private final Audit audit;
    private final SecureRandom random;

    Banners(Appearances appearances, Pages pages, Audit audit, SecureRandom random) {
        this.appearances = appearances;
        this.pages = pages;
        this.audit = audit;
        this.random = random;
    }

    /// The page with the banner, when the sign-in takes a yes to it that this browser has not given.
    Optional<ResponseEntity<String>> before(Visit visit) {
        return wanted(visit).filter(banner -> !isAgreed(visit, banner)).map(_ -> show(visit, false));
    }

    /// @param missing whether a form came without the yes
    ResponseEntity<String> show(Visit visit, boolean missing) {
        OpaqueSecret browser = visit.browser().orElseGet(() -> OpaqueSecret.random(random));
        visit.response()
                .addHeader(
                        "Set-Cookie", SessionCookie.SIGN_IN.set(visit.tenant().id(), browser));
        return pages.show(new Page.Banner(
                visit.tenant(),
                visit.destination().client(),
                csrf(visit.tenant().id(), browser),
                visit.destination().encoded(),
                missing));
    }

    /// Whether the form comes from a page with the banner in this browser.
    static boolean isOurs(Visit visit, FormParameters form) {
        String sent = form.find("csrf").orElse("");
        return visit.browser()
                .filter(secret -> FormGuard.accepts(
                        visit.tenant(), visit.request(), csrf(visit.tenant().id(), secret), sent))
                .isPresent();
    }

    /// Has this browser remember its yes to what the banner says now.
    void agree(Visit visit) {
        wanted(visit)
                .flatMap(banner -> visit.browser().flatMap(browser -> yes(browser, banner)))
                .ifPresent(yes -> visit.response()
                        .addHeader(
                                "Set-Cookie",
                                SessionCookie.BANNER.set(visit.tenant().id(), yes)));
    }

    /// Notes the yes that led to a session, and forgets it.
    void noteAgreement(Visit visit, LiveSession session) {
        wanted(visit).filter(banner -> isAgreed(visit, banner)).ifPresent(banner -> {
            audit.record(visit.event(
                    session.principal().name(),
                    "banner.accept",
                    "banner:" + banner.digest(),
                    AuditEvent.Outcome.SUCCESS,
                    "session " + session.session().id()));
            visit.response()
                    .addHeader(
                            "Set-Cookie",
                            SessionCookie.BANNER.clear(visit.tenant().id()));
        });
    }

    private Optional<Look.Banner> wanted(Visit visit) {
        return appearances.of(visit.tenant().id()).banner().filter(Look.Banner::consent);
    }

    private static boolean isAgreed(Visit visit, Look.Banner banner) {
        Optional<String> given =
                SessionCookie.BANNER.read(visit.tenant().id(), visit.request()).map(OpaqueSecret::text);
        return given.isPresent()
                && visit.browser()
                        .flatMap(browser -> yes(browser, banner))
                        .map(OpaqueSecret::text)
                        .equals(given);
    }

    private static Optional<OpaqueSecret> yes(OpaqueSecret browser, Look.Banner banner) {
        return OpaqueSecret.parse(browser.derive("yes to banner " + banner.digest()));
    }

    private static String csrf(TenantId tenant, OpaqueSecret browser) {
        return browser.derive("banner form of " + tenant);
    }
}
