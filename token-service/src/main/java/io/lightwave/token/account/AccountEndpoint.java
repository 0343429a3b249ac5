package io.lightwave.token.account;

import io.lightwave.directory.Origin;
import io.lightwave.token.page.Account;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/account`: a person's own account.
@RestController
class AccountEndpoint {
    private final Desk desk;
    private final AccountPages pages;

    AccountEndpoint(Desk desk, AccountPages pages) {
        this.desk = desk;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/account")
    ResponseEntity<?> page(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        return desk.visitor(tenant, request, response, origin)
                .<ResponseEntity<?>>map(
                        visitor -> pages.show(visitor, HttpStatus.OK, Account.Said.of(request.getQueryString())))
                .orElseGet(() -> desk.signIn(tenant));
    }

    /// The address of a form is a page no browser can be lost on.
    @GetMapping("/t/{tenant}/account/{form:password|sessions|applications|codes|passkeys|certificates|providers}")
    ResponseEntity<?> form(@PathVariable String tenant) {
        return desk.signIn(tenant);
    }
}
