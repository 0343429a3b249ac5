package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.client.Clients;
import io.lightwave.token.consent.Consents;
import io.lightwave.token.page.Account;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/account/applications`: takes back what an application was given, tokens included.
@RestController
class OwnConsentsEndpoint {
    private final Desk desk;
    private final Consents consents;
    private final Clients clients;

    OwnConsentsEndpoint(Desk desk, Consents consents, Clients clients) {
        this.desk = desk;
        this.consents = consents;
        this.clients = clients;
    }

    @PostMapping(path = "/t/{tenant}/account/applications", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> submit(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(tenant, request, response, origin, this::withdraw);
    }

    private ResponseEntity<?> withdraw(Visitor visitor, FormParameters form) {
        ActivePrincipal person = visitor.session().principal();
        form.find("client")
                .flatMap(clientId -> clients.find(person.tenant(), clientId))
                .ifPresent(client -> {
                    consents.withdraw(person.tenant(), person.id(), client.id());
                    desk.note(
                            visitor,
                            "consent.withdraw",
                            "user:%s client:%s".formatted(person.name(), client.clientId()),
                            "by the person");
                });
        return Desk.done(visitor, Account.Said.APPLICATION);
    }
}
