package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The pages of the sign-in and of the account in a real Chromium, in both languages, light and
/// dark, wide and narrow, each checked with axe: the steps stand in `admin-ui/e2e`. Their pictures
/// are kept.
class PagesJourney {
    private static final String PASSWORD = "correct horse battery";

    private final Acme acme = Acme.shared();

    @Test
    void everybody_can_use_the_pages() {
        Acme.TenantOfTest pages = tenant("pages.example");
        policy(
                pages,
                "authentication",
                Map.of(
                        "selfRegistration",
                        registration(),
                        "firstFactors",
                        List.of("password", "passkey", "certificate", "identity-provider")));
        pages.create(
                "clients",
                Map.of(
                        "clientId",
                        "shop",
                        "clientName",
                        "Corner shop",
                        "grantTypes",
                        List.of("authorization_code", "refresh_token"),
                        "redirectUris",
                        List.of("https://rp.example/callback"),
                        "tokenEndpointAuthMethod",
                        "none"));
        pages.create(
                "clients",
                Map.of(
                        "clientId",
                        "television",
                        "clientName",
                        "Corner shop",
                        "grantTypes",
                        List.of("urn:ietf:params:oauth:grant-type:device_code"),
                        "tokenEndpointAuthMethod",
                        "none"));
        Acme.TenantOfTest consenting = tenant("consenting.example");
        policy(consenting, "appearance", Map.of("banner", banner(true)));
        consenting.create("service-providers", Map.of("name", "pages", "metadata", """
                <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://pages.example/sp">
                  <md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                    <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
                        Location="https://pages.example/acs" index="0"/>
                  </md:SPSSODescriptor>
                </md:EntityDescriptor>"""));
        pages.create(
                "identity-providers",
                Map.of(
                        "name",
                        "campus",
                        "displayName",
                        "campus.example",
                        "kind",
                        "saml",
                        "metadata",
                        acme.http.get(consenting.path("/saml/metadata")).body()));
        Acme.TenantOfTest strict = tenant("strict-pages.example");
        policy(strict, "appearance", Map.of("banner", banner(false)));
        policy(strict, "authentication", Map.of("secondFactor", "required"));
        Path pictures = PackagedServer.home().resolve("system-tests/target/screenshots/pages");

        Shell.Result said = Shell.node(
                Map.of(
                        "LIGHTWAVE_ISSUER", pages.issuer(),
                        "LIGHTWAVE_CONSENT_ISSUER", consenting.issuer(),
                        "LIGHTWAVE_STRICT_ISSUER", strict.issuer(),
                        "LIGHTWAVE_LISTENER", "https://localhost:" + acme.server.port("MTLS"),
                        "LIGHTWAVE_CA", acme.server.trustAnchor().toString(),
                        "NODE_EXTRA_CA_CERTS", acme.server.trustAnchor().toString(),
                        "LIGHTWAVE_PASSWORD", PASSWORD,
                        "SCREENSHOT_DIR", pictures.toString()),
                PackagedServer.home().resolve("admin-ui"),
                "npm run --silent e2e:pages");

        assertThat(said.exitCode()).as(said.output()).isZero();
    }

    private Acme.TenantOfTest tenant(String name) {
        Acme.TenantOfTest tenant = acme.tenant(name);
        tenant.person("ada", PASSWORD, Map.of());
        tenant.person("grete", PASSWORD, Map.of());
        return tenant;
    }

    private void policy(Acme.TenantOfTest tenant, String which, Map<String, Object> patch) {
        Http.Answer answer = acme.http.json("PATCH", tenant.api("policies/" + which), patch, acme.operator());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static Map<String, Object> registration() {
        return Map.of("allowed", true, "emailDomains", List.of("people.example"));
    }

    /// Longer than the place it has.
    private static Map<String, Object> banner(boolean consent) {
        return Map.of(
                "text",
                Map.of(
                        "en",
                                "What you do on this system is recorded. Go on only if that is fine with you.\n"
                                        .repeat(20),
                        "de",
                                "Was Sie hier tun, wird aufgezeichnet. Fahren Sie nur fort, wenn Ihnen das recht ist.\n"
                                        .repeat(20)),
                "consent",
                consent);
    }
}
