package io.lightwave.token.saml.idp;

import io.lightwave.directory.Tenant;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.key.KeyDescriptors;
import io.lightwave.token.saml.key.SamlKey;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.XmlText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /t/{tenant}/saml/metadata`: what the identity provider says of itself (SAML metadata §2.4.3), signed.
/// There is none before the first service provider is registered.
@RestController
class SamlMetadataEndpoint {
    private static final MediaType TYPE = MediaType.parseMediaType("application/samlmetadata+xml");
    private static final Duration VALIDITY = Duration.ofDays(7);
    private static final String CACHE = "PT6H";

    private final ActiveTenants tenants;
    private final SamlKeys keys;
    private final InstantSource clock;

    SamlMetadataEndpoint(ActiveTenants tenants, SamlKeys keys, InstantSource clock) {
        this.tenants = tenants;
        this.keys = keys;
        this.clock = clock;
    }

    @GetMapping("/t/{tenant}/saml/metadata")
    ResponseEntity<byte[]> get(@PathVariable String tenant) {
        Tenant active = tenants.require(tenant);
        Signer signer = keys.signer(active.id()).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
        return ResponseEntity.ok()
                .contentType(TYPE)
                .body(write(active, keys.published(active.id()), signer).getBytes(StandardCharsets.UTF_8));
    }

    private String write(Tenant tenant, List<SamlKey> published, Signer signer) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String id = "_" + now.getEpochSecond();
        var text = new XmlText()
                .open(
                        "md:EntityDescriptor",
                        Map.of(
                                "ID",
                                id,
                                "entityID",
                                Addresses.entityId(tenant),
                                "validUntil",
                                now.plus(VALIDITY).toString(),
                                "cacheDuration",
                                CACHE));
        int at = text.length();
        text.open(
                "md:IDPSSODescriptor",
                Map.of("protocolSupportEnumeration", Ns.SAMLP, "WantAuthnRequestsSigned", "false"));
        KeyDescriptors.write(text, published);
        text.element(
                "md:ArtifactResolutionService",
                Map.of(
                        "Binding",
                        Binding.SOAP.uri(),
                        "Location",
                        Addresses.artifact(tenant),
                        "index",
                        "0",
                        "isDefault",
                        "true"),
                "");
        for (Binding binding : List.of(Binding.REDIRECT, Binding.POST)) {
            text.element(
                    "md:SingleLogoutService",
                    Map.of("Binding", binding.uri(), "Location", Addresses.logout(tenant)),
                    "");
        }
        text.element(
                "md:SingleLogoutService",
                Map.of("Binding", Binding.SOAP.uri(), "Location", Addresses.soapLogout(tenant)),
                "");
        for (NameIdFormat format : NameIdFormat.values()) {
            text.element("md:NameIDFormat", format.uri());
        }
        for (Binding binding : List.of(Binding.REDIRECT, Binding.POST)) {
            text.element(
                    "md:SingleSignOnService",
                    Map.of("Binding", binding.uri(), "Location", Addresses.signOn(tenant)),
                    "");
        }
        text.element(
                "md:SingleSignOnService", Map.of("Binding", Binding.SOAP.uri(), "Location", Addresses.ecp(tenant)), "");
        return signer.sign(text.close().close().toString(), at, id);
    }
}
