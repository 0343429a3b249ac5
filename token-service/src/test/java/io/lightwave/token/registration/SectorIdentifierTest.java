package io.lightwave.token.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@DisplayName("OpenID Connect Registration §5 The sector identifier")
class SectorIdentifierTest {
    static final String SECTOR = "https://sector.example/redirects.json";
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");

    @BeforeAll
    static void open() {
        assertThat(ACME.apiPatch("policies/registration", "{\"openRegistration\":true}")
                        .status())
                .isEqualTo(200);
        SERVER.network().answers(SECTOR, "[\"https://a.example/cb\",\"https://b.example/cb\"]");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Answer register(String redirectUri, String sector) {
        return SERVER.perform(MockMvcRequestBuilders.post(ACME.below("/oauth2/register"))
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"redirect_uris\":[\"%s\"],\"sector_identifier_uri\":\"%s\"}"
                        .formatted(redirectUri, sector)));
    }

    @Test
    void lists_every_redirect_uri_and_is_kept() {
        Answer answer = register("https://a.example/cb", SECTOR);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        assertThat(answer.get("sector_identifier_uri")).isEqualTo(SECTOR);
        String client = "clients/" + answer.get("client_id");
        assertThat(ACME.apiPatch(client, "{\"redirectUris\":[\"https://b.example/cb\"]}")
                        .status())
                .isEqualTo(200);
        assertThat(ACME.apiPatch(client, "{\"redirectUris\":[\"https://c.example/cb\"]}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void that_leaves_one_out_is_refused() {
        assertThat(register("https://c.example/cb", SECTOR).get("error")).isEqualTo("invalid_client_metadata");
    }

    @Test
    void that_is_not_there_or_no_list_is_refused() {
        SERVER.network().answers("https://sector.example/object", "{\"https://a.example/cb\":1}");
        SERVER.network().answers("https://sector.example/text", "https://a.example/cb");
        for (String path : new String[] {"/missing", "/object", "/text"}) {
            assertThat(register("https://a.example/cb", "https://sector.example" + path)
                            .get("error"))
                    .isEqualTo("invalid_client_metadata");
        }
        assertThat(register("https://a.example/cb", "http://sector.example/redirects.json")
                        .get("error"))
                .isEqualTo("invalid_client_metadata");
    }

    @Test
    void what_an_administrator_has_decided_stays_when_the_client_changes_its_registration() {
        Answer answer = register("https://a.example/cb", SECTOR);
        String client = "clients/" + answer.get("client_id");
        assertThat(ACME.apiPatch(client, "{\"requireDpopNonce\":true}").status())
                .isEqualTo(200);
        Answer changed =
                SERVER.perform(MockMvcRequestBuilders.put(ACME.below("/oauth2/register/" + answer.get("client_id")))
                        .header("Authorization", "Bearer " + answer.get("registration_access_token"))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"client_id\":\"%s\",\"redirect_uris\":[\"https://a.example/cb\"]}"
                                .formatted(answer.get("client_id"))));
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(ACME.apiGet(client).json().path("requireDpopNonce").booleanValue())
                .isTrue();
    }
}
