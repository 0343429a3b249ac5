package io.lightwave.token.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Audit;
import io.lightwave.directory.Origin;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.dpop.DpopProofs;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import io.lightwave.token.protocol.ActiveTenants;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

@DisplayName("RFC 9110 §15.6.4: more than can be answered in time")
class OverloadTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestClient BILLING = ACME.client("billing");

    final Admission admission = new Admission(1, 0, Duration.ofSeconds(8), () -> 0);
    final TokenEndpoint endpoint = new TokenEndpoint(
            SERVER.bean(ActiveTenants.class),
            SERVER.bean(ClientAuthentication.class),
            new SenderConstraint(SERVER.bean(DpopProofs.class), SERVER.bean(Audit.class)),
            SERVER.bean(TokenPipeline.class),
            admission);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    MockHttpServletResponse fetchToken() throws Exception {
        var request = new MockHttpServletRequest("POST", "/t/acme.example/oauth2/token");
        request.setContentType("application/x-www-form-urlencoded");
        request.addHeader("Authorization", TestClient.basic("billing", BILLING.secret()));
        request.setContent("grant_type=client_credentials".getBytes(StandardCharsets.UTF_8));
        var response = new MockHttpServletResponse();
        endpoint.serve(ACME.tenant(), request, response, new Origin("127.0.0.1", "test"));
        return response;
    }

    @Test
    void is_turned_away_with_a_time_to_come_again_until_a_place_is_free() throws Exception {
        var inside = (Admission.Outcome.Admitted) admission.enter();
        MockHttpServletResponse refused = fetchToken();
        assertThat(refused.getStatus()).isEqualTo(503);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
        assertThat(refused.getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(refused.getContentAsString()).contains("temporarily_unavailable");
        inside.leave();
        assertThat(fetchToken().getStatus()).isEqualTo(200);
        assertThat(fetchToken().getStatus()).isEqualTo(200);
    }
}
