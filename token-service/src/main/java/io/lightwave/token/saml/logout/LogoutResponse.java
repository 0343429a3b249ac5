package io.lightwave.token.saml.logout;

import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.XmlElement;

/// What a service provider answers to a logout request of ours (SAML core §3.7.2).
final class LogoutResponse {
    private static final String STATUS = "urn:oasis:names:tc:SAML:2.0:status:";

    private LogoutResponse() {}

    /// Returns when the service provider says that the person is signed out there.
    ///
    /// @param signed whether it must be signed; a signature that is there must be good anyhow
    /// @throws InvalidSamlException otherwise
    static void require(SentRequest sent, ServiceProvider provider, String request, boolean signed) {
        XmlElement response = sent.message().require(Ns.SAMLP, "LogoutResponse");
        if (!Envelope.issuer(response).equals(provider.entityId())) {
            throw new InvalidSamlException("by another issuer");
        }
        sent.checkSignature(
                provider.metadata().signingKeys(), signed, provider.settings().algorithms());
        if (!response.requireAttribute("InResponseTo").equals(request)) {
            throw new InvalidSamlException("to another request");
        }
        String status =
                response.only(Ns.SAMLP, "Status").only(Ns.SAMLP, "StatusCode").requireAttribute("Value");
        if (!status.equals(STATUS + "Success")) {
            throw new InvalidSamlException(
                    "not signed out: " + (status.startsWith(STATUS) ? status.substring(STATUS.length()) : "?"));
        }
    }
}
