package io.lightwave.token.login;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.FormGuard;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/// A form in the middle of a sign-in: it names the step, and belongs to one browser, one kind of page and one waiting
/// request.
final class StepForm {
    private StepForm() {}

    /// @param page what the form is for
    static String csrf(TenantId tenant, String page, OpaqueSecret step, String request, OpaqueSecret browser) {
        return browser.derive("%s form of %s%n%s%n%s".formatted(page, tenant, step.text(), request));
    }

    /// The step that the form names, with the browser's secret; empty when the form is not ours in this browser.
    static Optional<Named> read(Visit visit, String page, FormParameters form) {
        Tenant tenant = visit.tenant();
        HttpServletRequest request = visit.request();
        return form.find("step")
                .flatMap(OpaqueSecret::parse)
                .flatMap(step -> visit.browser()
                        .filter(browser -> FormGuard.accepts(
                                tenant,
                                request,
                                csrf(
                                        tenant.id(),
                                        page,
                                        step,
                                        visit.destination().encoded(),
                                        browser),
                                form.find("csrf").orElse("")))
                        .map(browser -> new Named(step, browser)));
    }

    record Named(OpaqueSecret step, OpaqueSecret browser) {}
}
