package io.lightwave.token.saml.idp;

import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.XmlElement;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.SignIn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How well a person must have proved who they are (SAML core §3.3.2.2.1), in the terms of the sessions: one
/// factor is level 1, two are level 2.
///
/// @param classes of which one is to be met; declarations are met by nothing
record RequestedContext(Comparison comparison, List<String> classes) {
    static final String PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";
    static final String PASSWORD_PROTECTED_TRANSPORT =
            "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
    static final String TIME_SYNC_TOKEN = "urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken";
    static final String UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified";
    static final String REFEDS_SFA = "https://refeds.org/profile/sfa";
    static final String REFEDS_MFA = "https://refeds.org/profile/mfa";
    private static final int MOST = 20;
    private static final Map<String, Integer> LEVELS = Map.of(
            UNSPECIFIED, 0,
            PASSWORD, 1,
            PASSWORD_PROTECTED_TRANSPORT, 1,
            REFEDS_SFA, 1,
            TIME_SYNC_TOKEN, 2,
            REFEDS_MFA, 2);

    enum Comparison {
        EXACT,
        MINIMUM,
        BETTER,
        MAXIMUM
    }

    RequestedContext {
        classes = List.copyOf(classes);
    }

    /// @throws InvalidSamlException when it is malformed
    static RequestedContext read(XmlElement element) {
        List<String> classes = element.children(Ns.SAML, "AuthnContextClassRef").stream()
                .map(XmlElement::text)
                .toList();
        if (classes.size() > MOST || (classes.isEmpty() && element.children().isEmpty())) {
            throw new InvalidSamlException("RequestedAuthnContext is empty or too long");
        }
        Comparison comparison = switch (element.attribute("Comparison").orElse("exact")) {
            case "exact" -> Comparison.EXACT;
            case "minimum" -> Comparison.MINIMUM;
            case "better" -> Comparison.BETTER;
            case "maximum" -> Comparison.MAXIMUM;
            default -> throw new InvalidSamlException("Comparison is none of the four");
        };
        return new RequestedContext(comparison, classes);
    }

    /// What is said of a session that nothing in particular was asked of.
    static String of(Session session) {
        return strongest(session.amr());
    }

    private static String strongest(List<String> amr) {
        return classesOf(amr).keySet().iterator().next();
    }

    /// What is said of a session that meets this; empty when it does not.
    Optional<String> metBy(Session session) {
        return metBy(session.amr());
    }

    /// Whether a session that does not meet this would if its person proved a second factor.
    ///
    /// @param amr by which it began
    boolean wantsSecondFactor(List<String> amr) {
        return !SignIn.isStrong(amr)
                && metBy(amr).isEmpty()
                && metBy(Stream.concat(amr.stream(), Stream.of("otp", "mfa")).toList())
                        .isPresent();
    }

    private Optional<String> metBy(List<String> amr) {
        Map<String, Integer> held = classesOf(amr);
        int level = held.values().iterator().next();
        return switch (comparison) {
            case EXACT -> classes.stream().filter(held::containsKey).findFirst();
            case MINIMUM ->
                classes.stream().anyMatch(each -> isKnown(each) && levelOf(each) <= level)
                        ? Optional.of(strongest(amr))
                        : Optional.empty();
            case BETTER ->
                !classes.isEmpty() && classes.stream().allMatch(each -> isKnown(each) && levelOf(each) < level)
                        ? Optional.of(strongest(amr))
                        : Optional.empty();
            case MAXIMUM -> {
                int most = classes.stream()
                        .filter(RequestedContext::isKnown)
                        .mapToInt(RequestedContext::levelOf)
                        .max()
                        .orElse(-1);
                yield held.entrySet().stream()
                        .filter(each -> each.getValue() <= most)
                        .map(Map.Entry::getKey)
                        .findFirst();
            }
        };
    }

    private static boolean isKnown(String context) {
        return LEVELS.containsKey(context);
    }

    private static int levelOf(String context) {
        return LEVELS.getOrDefault(context, 0);
    }

    /// The classes that a session meets, the strongest first, with their levels.
    private static Map<String, Integer> classesOf(List<String> amr) {
        var held = new LinkedHashMap<String, Integer>();
        if (SignIn.isStrong(amr)) {
            add(held, REFEDS_MFA);
            if (amr.contains("otp")) {
                add(held, TIME_SYNC_TOKEN);
            }
        }
        if (amr.contains("pwd")) {
            add(held, PASSWORD_PROTECTED_TRANSPORT);
            add(held, PASSWORD);
        }
        add(held, REFEDS_SFA);
        add(held, UNSPECIFIED);
        return held;
    }

    private static void add(Map<String, Integer> held, String context) {
        held.put(context, levelOf(context));
    }
}
