package io.lightwave.token.saml.idp;

import io.lightwave.directory.Tenant;
import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.idp.ReleasedAttributes.Attribute;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.XmlEncryption;
import io.lightwave.token.saml.xml.XmlText;
import io.lightwave.token.session.Session;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Writes responses (SAML core §3.2.2) with one assertion that says who signed in (profiles §4.1.4.2), signed, and
/// encrypted when its reader has a key.
final class Responses {
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

    private final SecureRandom random;

    Responses(SecureRandom random) {
        this.random = random;
    }

    /// @param inResponseTo the request's ID; empty when there was none
    record Recipient(Tenant tenant, ServiceProvider provider, URI destination, Optional<String> inResponseTo) {}

    /// @param sid by which the service provider knows the session
    /// @param context the class of its authentication
    record Statement(
            NameIds.NameId name,
            Session session,
            UUID sid,
            Instant sessionEnd,
            String context,
            List<Attribute> attributes) {
        Statement {
            attributes = List.copyOf(attributes);
        }
    }

    String success(Recipient to, Statement statement, Signer signer, Instant time) {
        Instant now = time.truncatedTo(ChronoUnit.SECONDS);
        String assertion = assertion(to, statement, signer, now);
        return response(to, signer, now, to.provider().settings().signResponse(), text -> {
            text.open("samlp:Status")
                    .element("samlp:StatusCode", Map.of("Value", Status.SUCCESS), "")
                    .close();
            List<XmlEncryption.Reader> keys = to.provider().metadata().encryptionKeys();
            if (keys.isEmpty() || !to.provider().settings().encryptAssertion()) {
                text.embed(assertion);
            } else {
                text.open("saml:EncryptedAssertion");
                XmlEncryption.write(text, assertion, keys.getFirst(), random);
                text.close();
            }
        });
    }

    String failure(Recipient to, Status status, String reason, Signer signer, Instant time) {
        return response(
                to,
                signer,
                time.truncatedTo(ChronoUnit.SECONDS),
                true,
                text -> text.open("samlp:Status")
                        .open("samlp:StatusCode", Map.of("Value", status.top()))
                        .element("samlp:StatusCode", Map.of("Value", status.second()), "")
                        .close()
                        .element("samlp:StatusMessage", reason)
                        .close());
    }

    private interface Content {
        void write(XmlText text);
    }

    private String response(Recipient to, Signer signer, Instant now, boolean signed, Content content) {
        String id = Envelope.newId(random);
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("ID", id);
        attributes.put("Version", "2.0");
        attributes.put("IssueInstant", now.toString());
        attributes.put("Destination", to.destination().toString());
        to.inResponseTo().ifPresent(request -> attributes.put("InResponseTo", request));
        var text = new XmlText().open("samlp:Response", attributes);
        text.element("saml:Issuer", Addresses.entityId(to.tenant()));
        int at = text.length();
        content.write(text);
        String written = text.close().toString();
        return signed ? signer.sign(written, at, id) : written;
    }

    private String assertion(Recipient to, Statement statement, Signer signer, Instant now) {
        String id = Envelope.newId(random);
        var text = new XmlText()
                .open("saml:Assertion", Map.of("ID", id, "Version", "2.0", "IssueInstant", now.toString()));
        text.element("saml:Issuer", Addresses.entityId(to.tenant()));
        int at = text.length();
        subject(text, to, statement, now);
        conditions(text, to.provider(), now);
        authentication(text, statement);
        attributes(text, statement.attributes());
        return signer.sign(text.close().toString(), at, id);
    }

    private static void subject(XmlText text, Recipient to, Statement statement, Instant now) {
        var confirmation = new LinkedHashMap<String, String>();
        confirmation.put("Recipient", to.destination().toString());
        confirmation.put("NotOnOrAfter", now.plus(LIFETIME).toString());
        to.inResponseTo().ifPresent(request -> confirmation.put("InResponseTo", request));
        text.open("saml:Subject");
        NameIdText.write(
                text,
                to.tenant(),
                to.provider(),
                statement.name().format(),
                statement.name().name());
        text.open("saml:SubjectConfirmation", Map.of("Method", BEARER))
                .element("saml:SubjectConfirmationData", confirmation, "")
                .close()
                .close();
    }

    private static void conditions(XmlText text, ServiceProvider provider, Instant now) {
        text.open(
                        "saml:Conditions",
                        Map.of(
                                "NotBefore", now.minus(Envelope.AHEAD).toString(),
                                "NotOnOrAfter", now.plus(LIFETIME).toString()))
                .open("saml:AudienceRestriction")
                .element("saml:Audience", provider.entityId())
                .close();
        if (provider.settings().oneTimeUse()) {
            text.element("saml:OneTimeUse", "");
        }
        text.close();
    }

    private static void authentication(XmlText text, Statement statement) {
        text.open(
                        "saml:AuthnStatement",
                        Map.of(
                                "AuthnInstant",
                                        statement
                                                .session()
                                                .authTime()
                                                .truncatedTo(ChronoUnit.SECONDS)
                                                .toString(),
                                "SessionIndex", "_" + statement.sid(),
                                "SessionNotOnOrAfter",
                                        statement
                                                .sessionEnd()
                                                .truncatedTo(ChronoUnit.SECONDS)
                                                .toString()))
                .open("saml:AuthnContext")
                .element("saml:AuthnContextClassRef", statement.context())
                .close()
                .close();
    }

    private static void attributes(XmlText text, List<Attribute> attributes) {
        if (attributes.isEmpty()) {
            return;
        }
        text.open("saml:AttributeStatement");
        for (Attribute attribute : attributes) {
            text.open(
                    "saml:Attribute",
                    Map.of(
                            "Name", attribute.name(),
                            "NameFormat", attribute.format(),
                            "FriendlyName", attribute.friendlyName()));
            attribute.values().forEach(value -> text.element("saml:AttributeValue", value));
            text.close();
        }
        text.close();
    }
}
