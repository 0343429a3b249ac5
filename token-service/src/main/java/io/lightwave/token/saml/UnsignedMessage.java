package io.lightwave.token.saml;

import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.Wire;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// A message of ours that some bindings sign apart and others within.
///
/// @param at where in its text a signature goes
public record UnsignedMessage(String id, String text, int at) {

    public String signed(Signer signer) {
        return signer.sign(text, at, id);
    }

    /// By HTTP-Redirect (SAML bindings §3.4): signed apart.
    ///
    /// @param parameter `SAMLRequest` or `SAMLResponse`
    /// @param relayState may be empty
    public String address(URI endpoint, String parameter, String relayState, Signer signer) {
        String octets = parameter + "=" + encoded(Wire.forAddress(text))
                + (relayState.isEmpty() ? "" : "&RelayState=" + encoded(relayState)) + "&SigAlg="
                + encoded(Signer.algorithm());
        return endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + octets + "&Signature="
                + encoded(signer.detached(octets));
    }

    /// By HTTP-POST (§3.5): the fields of the form, signed within.
    ///
    /// @param parameter `SAMLRequest` or `SAMLResponse`
    /// @param relayState may be empty
    public Map<String, String> fields(String parameter, String relayState, Signer signer) {
        var fields = new LinkedHashMap<String, String>();
        fields.put(parameter, Wire.forForm(signed(signer)));
        if (!relayState.isEmpty()) {
            fields.put("RelayState", relayState);
        }
        return fields;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
