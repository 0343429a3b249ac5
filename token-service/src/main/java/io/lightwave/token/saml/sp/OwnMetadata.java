package io.lightwave.token.saml.sp;

import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.key.KeyDescriptors;
import io.lightwave.token.saml.key.SamlKey;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.XmlText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/// What we say of ourselves to one outside identity provider (SAML metadata §2.4.4), signed.
///
/// @param entityId our entityID there
/// @param consumer where its responses come
/// @param logout where its logout messages come in a browser
/// @param soapLogout where they come from server to server
/// @param keys those that are published, the active one first
public record OwnMetadata(String entityId, String consumer, String logout, String soapLogout, List<SamlKey> keys) {
    private static final Duration VALIDITY = Duration.ofDays(7);
    private static final String CACHE = "PT6H";

    public OwnMetadata {
        keys = List.copyOf(keys);
    }

    public String write(Signer signer, Instant time) {
        Instant now = time.truncatedTo(ChronoUnit.SECONDS);
        String id = "_" + now.getEpochSecond();
        var text = new XmlText()
                .open(
                        "md:EntityDescriptor",
                        Map.of(
                                "ID", id,
                                "entityID", entityId,
                                "validUntil", now.plus(VALIDITY).toString(),
                                "cacheDuration", CACHE));
        int at = text.length();
        text.open(
                "md:SPSSODescriptor",
                Map.of(
                        "protocolSupportEnumeration",
                        Ns.SAMLP,
                        "AuthnRequestsSigned",
                        "true",
                        "WantAssertionsSigned",
                        "true"));
        KeyDescriptors.write(text, keys);
        for (Binding binding : List.of(Binding.REDIRECT, Binding.POST)) {
            text.element("md:SingleLogoutService", Map.of("Binding", binding.uri(), "Location", logout), "");
        }
        text.element("md:SingleLogoutService", Map.of("Binding", Binding.SOAP.uri(), "Location", soapLogout), "");
        text.element(
                "md:AssertionConsumerService",
                Map.of("Binding", Binding.POST.uri(), "Location", consumer, "index", "0", "isDefault", "true"),
                "");
        return signer.sign(text.close().close().toString(), at, id);
    }
}
