package io.lightwave.token.saml.xml;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/// An element that was read strictly. Nothing of it is looked for but among its own children.
public final class XmlElement {
    private static final Pattern BLANKS = Pattern.compile("[ \t\r\n]*");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant TOO_LATE = Instant.parse("+10000-01-01T00:00:00Z");

    private final Element element;

    XmlElement(Element element) {
        this.element = element;
    }

    Element dom() {
        return element;
    }

    public boolean is(String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    /// @throws InvalidSamlException when it is another element
    public XmlElement require(String namespace, String name) {
        if (!is(namespace, name)) {
            throw new InvalidSamlException("%s where %s should be".formatted(element.getLocalName(), name));
        }
        return this;
    }

    /// All child elements.
    public List<XmlElement> children() {
        var found = new ArrayList<XmlElement>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element each) {
                found.add(new XmlElement(each));
            } else if (!(child instanceof Text text
                    && BLANKS.matcher(text.getData()).matches())) {
                throw new InvalidSamlException("text among the elements of " + element.getLocalName());
            }
        }
        return found;
    }

    public List<XmlElement> children(String namespace, String name) {
        return children().stream().filter(child -> child.is(namespace, name)).toList();
    }

    /// The child of that name.
    ///
    /// @throws InvalidSamlException when there are several
    public Optional<XmlElement> child(String namespace, String name) {
        List<XmlElement> found = children(namespace, name);
        if (found.size() > 1) {
            throw new InvalidSamlException("%s is there %d times".formatted(name, found.size()));
        }
        return found.stream().findFirst();
    }

    /// @throws InvalidSamlException when there is none, or several
    public XmlElement only(String namespace, String name) {
        return child(namespace, name)
                .orElseThrow(() -> new InvalidSamlException("no %s in %s".formatted(name, element.getLocalName())));
    }

    /// How many elements of that name there are anywhere within.
    public int count(String namespace, String name) {
        return element.getElementsByTagNameNS(namespace, name).getLength() + (is(namespace, name) ? 1 : 0);
    }

    /// An attribute without namespace.
    public Optional<String> attribute(String name) {
        Attr attribute = element.getAttributeNodeNS(null, name);
        return Optional.ofNullable(attribute).map(Attr::getValue);
    }

    /// @throws InvalidSamlException when it is not there
    public String requireAttribute(String name) {
        return attribute(name)
                .orElseThrow(() -> new InvalidSamlException("no %s at %s".formatted(name, element.getLocalName())));
    }

    /// An `xs:boolean`; empty when it is not there.
    ///
    /// @throws InvalidSamlException when it is anything else
    public Optional<Boolean> flag(String name) {
        return attribute(name).map(value -> switch (value.strip()) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new InvalidSamlException("%s is not a boolean".formatted(name));
        });
    }

    /// An `xs:unsignedShort`; empty when it is not there.
    ///
    /// @throws InvalidSamlException when it is anything else
    public Optional<Integer> number(String name) {
        return attribute(name).map(value -> {
            if (!value.strip().matches("[0-9]{1,5}")) {
                throw new InvalidSamlException("%s is not a number".formatted(name));
            }
            return Integer.valueOf(value.strip());
        });
    }

    /// An `xs:dateTime` in UTC (SAML core §1.3.3) of the years 1 to 9999; empty when it is not there.
    ///
    /// @throws InvalidSamlException when it is anything else
    public Optional<Instant> time(String name) {
        return attribute(name).map(value -> {
            try {
                Instant time = Instant.parse(value.strip());
                if (!time.isBefore(EARLIEST) && time.isBefore(TOO_LATE)) {
                    return time;
                }
            } catch (DateTimeParseException malformed) {
                // refused below like every other value
            }
            throw new InvalidSamlException("%s is not a time in UTC".formatted(name));
        });
    }

    /// Its whole text, without the blanks around it.
    ///
    /// @throws InvalidSamlException when there are elements in it
    public String text() {
        var text = new StringBuilder();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (!(child instanceof Text piece)) {
                throw new InvalidSamlException("elements in the text of " + element.getLocalName());
            }
            text.append(piece.getData());
        }
        return text.toString().strip();
    }

    /// Its whole text as above; empty when there are elements in it, or no text.
    public Optional<String> textOnly() {
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (!(child instanceof Text)) {
                return Optional.empty();
            }
        }
        return Optional.of(text()).filter(text -> !text.isEmpty());
    }

    @Override
    public String toString() {
        return element.getLocalName();
    }
}
