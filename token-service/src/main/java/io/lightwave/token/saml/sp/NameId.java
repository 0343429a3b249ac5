package io.lightwave.token.saml.sp;

import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.XmlElement;
import java.util.Optional;

/// Whom an assertion is about (SAML core §2.2.3), as it is written.
///
/// @param format a URI; `unspecified` when nothing is said
public record NameId(String value, String format, Optional<String> nameQualifier, Optional<String> spNameQualifier) {
    private static final int LONGEST = 256; // core §8.3.7
    private static final int LONGEST_QUALIFIER = 1024;

    static NameId read(XmlElement element) {
        String value = element.text();
        if (value.isEmpty() || value.length() > LONGEST) {
            throw new InvalidSamlException("a NameID that is empty or too long");
        }
        return new NameId(
                value,
                bounded(element, "Format").orElse(NameIdFormat.UNSPECIFIED.uri()),
                bounded(element, "NameQualifier"),
                bounded(element, "SPNameQualifier"));
    }

    private static Optional<String> bounded(XmlElement element, String attribute) {
        Optional<String> value = element.attribute(attribute);
        if (value.filter(text -> text.length() > LONGEST_QUALIFIER).isPresent()) {
            throw new InvalidSamlException("a NameID with a %s that is too long".formatted(attribute));
        }
        return value;
    }

    /// Whether it is another one each time.
    public boolean changesEachTime() {
        return format.equals(NameIdFormat.TRANSIENT.uri());
    }
}
