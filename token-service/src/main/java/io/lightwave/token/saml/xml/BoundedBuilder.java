package io.lightwave.token.saml.xml;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.ext.DefaultHandler2;

/// Builds a document out of a parser's events, and stops at whatever it is not to hold.
final class BoundedBuilder extends DefaultHandler2 {
    private static final int MAXIMUM_DEPTH = 32;
    private static final int MAXIMUM_ELEMENTS = 50_000;
    private static final int MAXIMUM_ATTRIBUTES = 64;

    private final Document document;
    private final boolean comments;
    private final Set<String> ids = new HashSet<>();
    private Node current;
    private int depth;
    private int elements;
    private final StringBuilder text = new StringBuilder();

    /// @param comments whether they are left out, and not refused
    BoundedBuilder(Document document, boolean comments) {
        this.document = document;
        this.comments = comments;
        this.current = document;
    }

    @Override
    public void startElement(String uri, String localName, String name, Attributes attributes) {
        flush();
        if (++depth > MAXIMUM_DEPTH) {
            throw new InvalidSamlException("XML more than %d elements deep".formatted(MAXIMUM_DEPTH));
        }
        if (++elements > MAXIMUM_ELEMENTS) {
            throw new InvalidSamlException("more than %d elements".formatted(MAXIMUM_ELEMENTS));
        }
        if (attributes.getLength() > MAXIMUM_ATTRIBUTES) {
            throw new InvalidSamlException("more than %d attributes".formatted(MAXIMUM_ATTRIBUTES));
        }
        Element element = document.createElementNS(uri.isEmpty() ? null : uri, name);
        for (int i = 0; i < attributes.getLength(); i++) {
            set(element, attributes, i);
        }
        current.appendChild(element);
        current = element;
    }

    private void set(Element element, Attributes attributes, int i) {
        String name = attributes.getQName(i);
        boolean declares = name.equals("xmlns") || name.startsWith("xmlns:");
        String namespace = attributes.getURI(i);
        element.setAttributeNS(
                declares ? Ns.XMLNS : namespace.isEmpty() ? null : namespace, name, attributes.getValue(i));
        if (isId(name) && !ids.add(attributes.getValue(i))) {
            throw new InvalidSamlException("an ID that is there twice");
        }
    }

    /// SAML's `ID`, XML Signature's and XML Encryption's `Id`, and whatever else somebody may take for one.
    private static boolean isId(String name) {
        return name.equalsIgnoreCase("id") || name.equals("xml:id");
    }

    @Override
    public void endElement(String uri, String localName, String name) {
        flush();
        depth--;
        Node parent = current.getParentNode();
        current = parent == null ? document : parent;
    }

    @Override
    public void characters(char[] piece, int start, int length) {
        text.append(piece, start, length);
    }

    /// A parser gives one text in as many pieces as it has references: they become one node, at once.
    private void flush() {
        if (!text.isEmpty()) {
            current.appendChild(document.createTextNode(text.toString()));
            text.setLength(0);
        }
    }

    @Override
    public void comment(char[] comment, int start, int length) {
        if (!comments) {
            throw new InvalidSamlException("a comment");
        }
    }

    @Override
    public void processingInstruction(String target, String data) {
        if (!comments || depth > 0) {
            throw new InvalidSamlException("a processing instruction");
        }
    }

    @Override
    public void startDTD(String name, @Nullable String publicId, @Nullable String systemId) {
        throw new InvalidSamlException("a document type declaration");
    }

    @Override
    public void skippedEntity(String name) {
        throw new InvalidSamlException("an entity");
    }

    @Override
    public InputSource resolveEntity(
            @Nullable String name, @Nullable String publicId, @Nullable String base, @Nullable String systemId) {
        throw new InvalidSamlException("an entity");
    }

    @Override
    public InputSource resolveEntity(@Nullable String publicId, @Nullable String systemId) {
        throw new InvalidSamlException("an entity");
    }

    /// The parser refuses a document type itself, before it tells of one.
    @Override
    public void fatalError(SAXParseException e) throws SAXException {
        if (String.valueOf(e.getMessage()).contains("DOCTYPE")) {
            throw new InvalidSamlException("a document type declaration");
        }
        throw e;
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
        throw e;
    }
}
