package io.lightwave.token.saml.idp;

import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.XmlElement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An authentication request (SAML core §3.4.1), as it is written; whether it is to be believed is another
/// question.
///
/// @param envelope with an empty id when there was no request
/// @param consumerUrl where the answer is to go, by its address
/// @param consumerIndex the same by its index
/// @param responseBinding how the answer is to come
/// @param nameId what kind of name the person is to have; empty when it is left open
/// @param nameQualifier for whom the name is to be
/// @param subject who it is to be
/// @param idps who may answer; empty for anybody
/// @param proxyCount over how many others the answer may come; empty for any number
record AuthnRequest(
        Envelope envelope,
        boolean forceAuthn,
        boolean isPassive,
        Optional<String> consumerUrl,
        Optional<Integer> consumerIndex,
        Optional<String> responseBinding,
        Optional<Integer> attributesIndex,
        Optional<String> nameId,
        Optional<String> nameQualifier,
        Optional<RequestedContext> context,
        Optional<RequestedSubject> subject,
        List<String> idps,
        Optional<Integer> proxyCount) {
    private static final Set<String> KNOWN = Set.of(
            "Issuer",
            "Signature",
            "Extensions",
            "Subject",
            "NameIDPolicy",
            "Conditions",
            "RequestedAuthnContext",
            "Scoping");

    AuthnRequest {
        idps = List.copyOf(idps);
    }

    /// @param format empty when it is not said
    record RequestedSubject(String name, Optional<NameIdFormat> format) {}

    /// What stands for the request that a service provider has not made, when the person begins here (profiles
    /// §4.1.5).
    static AuthnRequest unsolicited(String issuer, Instant now) {
        return new AuthnRequest(
                new Envelope("", now, issuer, Optional.empty()),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /// @throws InvalidSamlException when it is not one
    static AuthnRequest read(XmlElement element) {
        var envelope = Envelope.read(element, "AuthnRequest");
        element.children().stream()
                .filter(child -> !KNOWN.contains(child.toString()))
                .findFirst()
                .ifPresent(child -> {
                    throw new InvalidSamlException("an AuthnRequest with a " + child);
                });
        Optional<XmlElement> policy = element.child(Ns.SAMLP, "NameIDPolicy");
        return new AuthnRequest(
                envelope,
                element.flag("ForceAuthn").orElse(false),
                element.flag("IsPassive").orElse(false),
                element.attribute("AssertionConsumerServiceURL"),
                element.number("AssertionConsumerServiceIndex"),
                element.attribute("ProtocolBinding"),
                element.number("AttributeConsumingServiceIndex"),
                policy.flatMap(each -> each.attribute("Format")),
                policy.flatMap(each -> each.attribute("SPNameQualifier")).filter(value -> !value.isEmpty()),
                element.child(Ns.SAMLP, "RequestedAuthnContext").map(RequestedContext::read),
                element.child(Ns.SAML, "Subject").map(AuthnRequest::subject),
                element.child(Ns.SAMLP, "Scoping").map(AuthnRequest::idps).orElse(List.of()),
                element.child(Ns.SAMLP, "Scoping").flatMap(scoping -> scoping.number("ProxyCount")));
    }

    private static RequestedSubject subject(XmlElement element) {
        if (!element.children(Ns.SAML, "SubjectConfirmation").isEmpty()) {
            throw new InvalidSamlException("a Subject with confirmations");
        }
        XmlElement name = element.only(Ns.SAML, "NameID");
        return new RequestedSubject(name.text(), name.attribute("Format").flatMap(NameIdFormat::find));
    }

    private static List<String> idps(XmlElement scoping) {
        return scoping.child(Ns.SAMLP, "IDPList").stream()
                .flatMap(list -> list.children(Ns.SAMLP, "IDPEntry").stream())
                .map(entry -> entry.requireAttribute("ProviderID"))
                .toList();
    }
}
