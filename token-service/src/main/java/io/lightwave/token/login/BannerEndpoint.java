package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/login/banner`: the yes to what a tenant has people read before they sign in.
@RestController
class BannerEndpoint {
    private final Visits visits;
    private final Banners banners;

    BannerEndpoint(Visits visits, Banners banners) {
        this.visits = visits;
        this.banners = banners;
    }

    @PostMapping(path = "/t/{tenant}/login/banner", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> agree(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.formBeforeBanner(tenant, request, response, origin, this::agree);
    }

    private ResponseEntity<?> agree(Visit visit, FormParameters form) {
        if (!Banners.isOurs(visit, form)) {
            return banners.show(visit, false);
        }
        if (!form.find("agree").equals(Optional.of("yes"))) {
            return banners.show(visit, true);
        }
        banners.agree(visit);
        String waiting = visit.destination().encoded();
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", visit.tenant().issuer() + "/login" + (waiting.isEmpty() ? "" : "?" + waiting))
                .build();
    }

    @GetMapping("/t/{tenant}/login/banner")
    ResponseEntity<?> page(@PathVariable String tenant) {
        return visits.begin(tenant);
    }
}
