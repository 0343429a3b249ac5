package io.lightwave.token.saml.sp;

import io.lightwave.token.explain.Decisions;
import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.xml.Algorithms;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.XmlDecryption;
import io.lightwave.token.saml.xml.XmlElement;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Believes an assertion, or does not (SAML profiles §4.1.4.3): what its issuer has signed is looked at, and
/// never anything beside it. There is exactly one assertion in a message, as its child; encrypted or not,
/// either it or the message around it is signed, and every signature that is there is good.
public final class AssertionCheck {
    private static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    private static final String SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";
    private static final Duration OLDEST = Duration.ofMinutes(10).plus(Envelope.SKEW);
    private static final String GOOD = "by a key of its metadata";
    private static final int MOST_ATTRIBUTES = 200;
    private static final int MOST_VALUES = 1000;
    private static final int MOST_ENCRYPTED = 50; // each costs an RSA operation
    private static final int LONGEST_VALUE = 4096;
    private static final Set<String> IN_RESPONSE =
            Set.of("Issuer", "Signature", "Extensions", "Status", "Assertion", "EncryptedAssertion");
    private static final Set<String> IN_SUBJECT = Set.of("NameID", "EncryptedID", "SubjectConfirmation");
    private static final Set<String> IN_ASSERTION =
            Set.of("Issuer", "Signature", "Subject", "Conditions", "Advice", "AuthnStatement", "AttributeStatement");

    private final IdentityProviderMetadata issuer;
    private final Audience audience;
    private final Instant now;
    private final Algorithms allowed;
    private boolean old;

    /// Who is to be meant.
    ///
    /// @param names the audiences that are ours; one of them has to be named
    /// @param recipients the addresses that a bearer may bring it to
    /// @param inResponseTo the request that it answers; empty when nobody has asked for it
    /// @param keys what it may be encrypted for
    public record Audience(
            Set<String> names, Set<String> recipients, Optional<String> inResponseTo, List<PrivateKey> keys) {
        public Audience {
            names = Set.copyOf(names);
            recipients = Set.copyOf(recipients);
            keys = List.copyOf(keys);
        }
    }

    /// @param allowed to its issuer
    public AssertionCheck(IdentityProviderMetadata issuer, Audience audience, Instant now, Algorithms allowed) {
        this.issuer = issuer;
        this.audience = audience;
        this.now = now;
        this.allowed = allowed;
    }

    /// @param decisions where it is told what held
    /// @throws InvalidSamlException when it is not to be believed, naming the reason
    public VerifiedAssertion response(XmlElement response, Decisions decisions) {
        boolean signed = EnvelopedSignature.isOn(response);
        addressed(response, signed, decisions);
        if (signed) {
            old |= EnvelopedSignature.verify(response, issuer.signingKeys(), allowed);
        }
        decisions.held("signature of the response", signed ? GOOD : "none");
        requireSuccess(response);
        decisions.held("status", "success");
        int plain = response.count(Ns.SAML, "Assertion");
        int encrypted = response.count(Ns.SAML, "EncryptedAssertion");
        require(plain + encrypted == 1, "%d assertions where one is taken".formatted(plain + encrypted));
        XmlElement assertion = plain == 1
                ? response.only(Ns.SAML, "Assertion")
                : decrypted(response.only(Ns.SAML, "EncryptedAssertion"), signed);
        VerifiedAssertion verified = assertion(assertion, signed, decisions);
        require(verified.authentication().isPresent(), "no AuthnStatement in Assertion");
        return verified;
    }

    /// What it need not say is asked of the assertion, which is signed when the response is not (bindings §3.5.5.2,
    /// profiles §4.1.4.2).
    private void addressed(XmlElement response, boolean signed, Decisions decisions) {
        Envelope envelope = Envelope.ofResponse(response, issuer.entityId());
        requireOnly(response, IN_RESPONSE);
        requireIssuer(envelope.issuer());
        require(
                Envelope.namesIssuer(response) || !(signed || response.count(Ns.SAML, "EncryptedAssertion") > 0),
                "a response without Issuer that is signed, or has an encrypted assertion");
        envelope.checkTime(now, OLDEST);
        require(envelope.destination().isPresent() || !signed, "a signed response without Destination");
        require(
                envelope.destination().map(audience.recipients()::contains).orElse(true),
                "the response's Destination is another address");
        require(
                response.attribute("InResponseTo").equals(audience.inResponseTo()),
                "the response answers another request");
        decisions.held(
                "response",
                "%s, in time, %sfor this request"
                        .formatted(
                                Envelope.namesIssuer(response) ? "of the provider" : "of nobody whom it names",
                                envelope.destination().isPresent() ? "for this address and " : ""));
    }

    /// By blocks only what the issuer has signed: nobody else may ask us what happens when a block is changed.
    private XmlElement decrypted(XmlElement wrapper, boolean signed) {
        require(
                signed || allowed == Algorithms.CURRENT || !XmlDecryption.isOld(wrapper),
                "encrypted by AES-CBC in a response that is not signed");
        return noted(XmlDecryption.read(wrapper, audience.keys(), allowed));
    }

    private XmlElement noted(XmlDecryption.Read read) {
        old |= read.old();
        return read.element();
    }

    private static void requireSuccess(XmlElement response) {
        XmlElement code = response.only(Ns.SAMLP, "Status").only(Ns.SAMLP, "StatusCode");
        String top = code.requireAttribute("Value");
        require(
                top.equals(SUCCESS),
                () -> "it answers "
                        + printable(code.child(Ns.SAMLP, "StatusCode")
                                .map(second -> second.requireAttribute("Value"))
                                .orElse(top)));
    }

    /// An assertion that comes alone, as at the token endpoint (RFC 7522 §3): it has to be signed itself, and
    /// need not say how the person proved who they are.
    ///
    /// @throws InvalidSamlException when it is not to be believed, naming the reason
    public VerifiedAssertion assertion(XmlElement assertion) {
        return assertion(assertion, false, new Decisions());
    }

    /// @param vouchedFor whether what is around it was signed by the issuer
    private VerifiedAssertion assertion(XmlElement assertion, boolean vouchedFor, Decisions decisions) {
        assertion.require(Ns.SAML, "Assertion");
        require(assertion.count(Ns.SAML, "Assertion") == 1, "an assertion within the assertion");
        require(assertion.count(Ns.SAML, "EncryptedAssertion") == 0, "an assertion within the assertion");
        require(assertion.requireAttribute("Version").equals("2.0"), "not SAML 2.0");
        requireOnly(assertion, IN_ASSERTION);
        requireIssuer(Envelope.issuer(assertion));
        boolean signed = EnvelopedSignature.isOn(assertion);
        if (signed) {
            old |= EnvelopedSignature.verify(assertion, issuer.signingKeys(), allowed);
        }
        require(signed || vouchedFor, "neither the assertion nor the response is signed");
        decisions.held("signature of the assertion", signed ? GOOD : "none, the response is signed");
        Instant issuedAt = assertion
                .time("IssueInstant")
                .filter(at -> !at.isAfter(now.plus(Envelope.AHEAD)))
                .orElseThrow(() -> new InvalidSamlException("the assertion is of the future, or does not say of when"));
        XmlElement subject = assertion.only(Ns.SAML, "Subject");
        requireOnly(subject, IN_SUBJECT);
        Instant expiresAt = confirmedUntil(subject);
        decisions.held("confirmation of the subject", "for this address and this request, until " + expiresAt);
        conditions(assertion.only(Ns.SAML, "Conditions"));
        decisions.held("conditions", "in time, and we are its audience");
        Optional<NameId> name = name(subject);
        Map<String, List<String>> attributes = attributes(assertion);
        return new VerifiedAssertion(
                assertion.requireAttribute("ID"),
                name,
                issuedAt,
                expiresAt.plus(Envelope.SKEW),
                authentication(assertion),
                attributes,
                old);
    }

    private Optional<NameId> name(XmlElement subject) {
        boolean named = subject.children().stream().anyMatch(child -> !child.is(Ns.SAML, "SubjectConfirmation"));
        return named
                ? Optional.of(NameId.read(
                        noted(XmlDecryption.readEither(subject, "NameID", "EncryptedID", audience.keys(), allowed))))
                : Optional.empty();
    }

    private void requireIssuer(String name) {
        require(name.equals(issuer.entityId()), "another issuer");
    }

    /// Until when its bearer may bring it here (SAML profiles §3.3, §4.1.4.2).
    private Instant confirmedUntil(XmlElement subject) {
        String reason = "no bearer confirmation";
        for (XmlElement confirmation : subject.children(Ns.SAML, "SubjectConfirmation")) {
            if (confirmation.requireAttribute("Method").equals(BEARER)) {
                Optional<XmlElement> data = confirmation.child(Ns.SAML, "SubjectConfirmationData");
                reason = data.map(this::objection).orElse("a bearer without SubjectConfirmationData");
                if (reason.isEmpty()) {
                    return data.flatMap(each -> each.time("NotOnOrAfter")).orElseThrow();
                }
            }
        }
        throw new InvalidSamlException(reason);
    }

    /// What is wrong with it; empty for nothing.
    private String objection(XmlElement data) {
        if (data.attribute("Recipient").filter(audience.recipients()::contains).isEmpty()) {
            return "the assertion's Recipient is another address";
        }
        if (data.time("NotOnOrAfter").filter(end -> isBefore(end)).isEmpty()) {
            return "the assertion has expired, or does not say when";
        }
        if (data.attribute("NotBefore").isPresent()) {
            return "a bearer with NotBefore";
        }
        return data.attribute("InResponseTo").equals(audience.inResponseTo())
                ? ""
                : "the assertion answers another request";
    }

    private void conditions(XmlElement conditions) {
        require(
                conditions
                        .time("NotBefore")
                        .filter(start -> start.isAfter(now.plus(Envelope.AHEAD)))
                        .isEmpty(),
                "the assertion is not valid yet");
        require(
                conditions.attribute("NotOnOrAfter").isEmpty()
                        || conditions
                                .time("NotOnOrAfter")
                                .filter(this::isBefore)
                                .isPresent(),
                "the assertion has expired");
        boolean ours = false;
        for (XmlElement condition : conditions.children()) {
            if (condition.is(Ns.SAML, "AudienceRestriction")) {
                require(
                        condition.children(Ns.SAML, "Audience").stream()
                                .map(XmlElement::text)
                                .anyMatch(audience.names()::contains),
                        "the assertion is for another audience");
                ours = true;
            } else {
                // whatever is taken here is taken once
                require(condition.is(Ns.SAML, "OneTimeUse"), () -> "a condition that is not understood: " + condition);
            }
        }
        require(ours, "the assertion is for anybody");
    }

    private Optional<VerifiedAssertion.Authentication> authentication(XmlElement assertion) {
        return assertion.child(Ns.SAML, "AuthnStatement").map(this::authenticated);
    }

    private VerifiedAssertion.Authentication authenticated(XmlElement statement) {
        Instant at = statement
                .time("AuthnInstant")
                .orElseThrow(() -> new InvalidSamlException("it does not say when the person signed in"));
        require(!at.isAfter(now.plus(Envelope.AHEAD)), "the person will have signed in");
        Optional<Instant> end = statement.time("SessionNotOnOrAfter");
        require(end.isEmpty() || isBefore(end.get()), "the session there has ended");
        return new VerifiedAssertion.Authentication(
                at,
                statement.attribute("SessionIndex").filter(index -> index.length() <= LONGEST_VALUE),
                end,
                statement
                        .child(Ns.SAML, "AuthnContext")
                        .flatMap(context -> context.child(Ns.SAML, "AuthnContextClassRef"))
                        .map(XmlElement::text)
                        .orElse(""));
    }

    private Map<String, List<String>> attributes(XmlElement assertion) {
        var attributes = new HashMap<String, List<String>>();
        int values = 0;
        for (XmlElement statement : assertion.children(Ns.SAML, "AttributeStatement")) {
            require(
                    statement.children(Ns.SAML, "EncryptedAttribute").size() <= MOST_ENCRYPTED,
                    "more encrypted attributes than anybody needs");
            for (XmlElement each : statement.children()) {
                XmlElement attribute = attribute(each);
                List<String> texts =
                        attributes.computeIfAbsent(attribute.requireAttribute("Name"), _ -> new ArrayList<>());
                for (XmlElement value : attribute.children(Ns.SAML, "AttributeValue")) {
                    value.textOnly()
                            .filter(text -> text.length() <= LONGEST_VALUE)
                            .ifPresent(texts::add);
                    values++;
                }
                require(
                        attributes.size() <= MOST_ATTRIBUTES && values <= MOST_VALUES,
                        "more attributes than anybody needs");
            }
        }
        return attributes;
    }

    private XmlElement attribute(XmlElement either) {
        if (!either.is(Ns.SAML, "EncryptedAttribute")) {
            return either.require(Ns.SAML, "Attribute");
        }
        return noted(XmlDecryption.read(either, audience.keys(), allowed)).require(Ns.SAML, "Attribute");
    }

    private boolean isBefore(Instant end) {
        return now.minus(Envelope.SKEW).isBefore(end);
    }

    private static void requireOnly(XmlElement element, Set<String> known) {
        element.children().stream()
                .filter(child -> !known.contains(child.toString()))
                .findFirst()
                .ifPresent(child -> {
                    throw new InvalidSamlException("%s with a %s".formatted(element, printable(child.toString())));
                });
    }

    private static String printable(String text) {
        String printable = text.replaceAll("[^!-~ ]", "?");
        return printable.substring(0, Math.min(100, printable.length()));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidSamlException(otherwise);
        }
    }

    private static void require(boolean holds, java.util.function.Supplier<String> otherwise) {
        if (!holds) {
            throw new InvalidSamlException(otherwise.get());
        }
    }
}
