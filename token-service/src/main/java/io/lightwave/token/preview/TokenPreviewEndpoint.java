package io.lightwave.token.preview;

import io.lightwave.directory.Caller;
import io.lightwave.directory.TenantId;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.ClientRegistration;
import io.lightwave.token.client.Clients;
import io.lightwave.token.protocol.ActiveTenants;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/clients/{client}/token-preview`: for administrators, who may read all that it tells.
@RestController
class TokenPreviewEndpoint {
    private final TokenPreviews previews;
    private final ClientRegistration registration;
    private final Clients clients;
    private final ActiveTenants tenants;

    TokenPreviewEndpoint(
            TokenPreviews previews, ClientRegistration registration, Clients clients, ActiveTenants tenants) {
        this.previews = previews;
        this.registration = registration;
        this.clients = clients;
        this.tenants = tenants;
    }

    @PostMapping(
            path = "/api/v1/tenants/{tenant}/clients/{client}/token-preview",
            consumes = "application/json",
            produces = "application/json")
    ResponseEntity<PreviewView> preview(
            @PathVariable TenantId tenant, @PathVariable String client, @RequestBody Asked asked, Caller caller) {
        Client found = registration
                .find(tenant, client)
                .flatMap(registered -> clients.byId(tenant, registered.subject().id()))
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(previews.of(tenants.require(tenant.value()), found, asked, caller.origin()));
    }
}
