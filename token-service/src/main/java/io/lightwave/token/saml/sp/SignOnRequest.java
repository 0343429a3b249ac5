package io.lightwave.token.saml.sp;

import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.UnsignedMessage;
import io.lightwave.token.saml.xml.XmlText;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/// A request of ours to an outside identity provider (SAML core §3.4.1).
///
/// @param id made for one browser and one errand
/// @param issuer our entityID there
/// @param consumer where the answer comes
/// @param anew whether the person has to prove there once more who they are
public record SignOnRequest(String id, String issuer, URI destination, String consumer, boolean anew) {

    public UnsignedMessage at(Instant now) {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("ID", id);
        attributes.put("Version", "2.0");
        attributes.put("IssueInstant", now.truncatedTo(ChronoUnit.SECONDS).toString());
        attributes.put("Destination", destination.toString());
        attributes.put("AssertionConsumerServiceURL", consumer);
        attributes.put("ProtocolBinding", Binding.POST.uri());
        if (anew) {
            attributes.put("ForceAuthn", "true");
        }
        var text = new XmlText().open("samlp:AuthnRequest", attributes).element("saml:Issuer", issuer);
        int at = text.length();
        return new UnsignedMessage(
                id,
                text.element("samlp:NameIDPolicy", Map.of("AllowCreate", "true"), "")
                        .close()
                        .toString(),
                at);
    }
}
