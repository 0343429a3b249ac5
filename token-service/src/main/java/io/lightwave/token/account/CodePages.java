package io.lightwave.token.account;

import io.lightwave.directory.Tenant;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.totp.TotpSecret;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;

/// The pages on which an authenticator is enrolled.
final class CodePages {
    private final Pages pages;

    CodePages(Pages pages) {
        this.pages = pages;
    }

    /// @param page names the page
    /// @param wrong whether a code was wrong just now
    ResponseEntity<String> setUp(Visitor visitor, OpaqueSecret page, TotpSecret secret, boolean wrong) {
        Tenant tenant = visitor.tenant();
        return pages.show(
                new Page.SetUpCodes(
                        tenant,
                        visitor.csrf(),
                        page.text(),
                        secret.text(),
                        secret.uri(
                                tenant.shownName(),
                                visitor.session().principal().name()),
                        wrong),
                visitor.origin());
    }

    ResponseEntity<String> recoveryCodes(Visitor visitor, List<String> codes) {
        return pages.show(new Page.RecoveryCodes(visitor.tenant(), codes, Optional.empty()));
    }
}
