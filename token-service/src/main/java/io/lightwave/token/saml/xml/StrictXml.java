package io.lightwave.token.saml.xml;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/// Reads XML that others sent: UTF-8 of at most 1 MiB, without a document type, 32 elements deep at most, at most
/// 50 000 of them with 64 attributes each, and no ID twice.
public final class StrictXml {
    public static final int MAXIMUM_BYTES = 1 << 20;

    private static final SAXParserFactory PARSERS = parsers();
    private static final DocumentBuilderFactory DOCUMENTS = DocumentBuilderFactory.newDefaultNSInstance();

    private StrictXml() {}

    /// A protocol message: no comments and no processing instructions, so that text is in one piece for everybody
    /// who reads it.
    ///
    /// @throws InvalidSamlException when it is anything else
    public static XmlElement message(byte[] octets) {
        return read(octets, false);
    }

    /// Metadata, which people write: comments are left out.
    ///
    /// @throws InvalidSamlException when it is anything else
    public static XmlElement metadata(byte[] octets) {
        return read(octets, true);
    }

    private static XmlElement read(byte[] octets, boolean comments) {
        if (octets.length > MAXIMUM_BYTES) {
            throw new InvalidSamlException("more than 1 MiB of XML");
        }
        Document document = newDocument();
        try {
            XMLReader reader = PARSERS.newSAXParser().getXMLReader();
            var builder = new BoundedBuilder(document, comments);
            reader.setContentHandler(builder);
            reader.setErrorHandler(builder);
            reader.setEntityResolver(builder);
            reader.setProperty("http://xml.org/sax/properties/lexical-handler", builder);
            reader.parse(new InputSource(new StringReader(text(octets))));
        } catch (SAXException | CharacterCodingException malformed) {
            throw new InvalidSamlException("not well-formed XML");
        } catch (IOException | ParserConfigurationException impossible) {
            throw new IllegalStateException(impossible);
        }
        return new XmlElement(document.getDocumentElement());
    }

    /// Whatever encoding it declares, it is UTF-8.
    private static String text(byte[] octets) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(octets))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Document newDocument() {
        try {
            return DOCUMENTS.newDocumentBuilder().newDocument();
        } catch (ParserConfigurationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static SAXParserFactory parsers() {
        try {
            // the JDK's own, whatever else is on the class path
            SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
            factory.setXIncludeAware(false);
            factory.setValidating(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            factory.setFeature("http://xml.org/sax/features/namespace-prefixes", true);
            return factory;
        } catch (ParserConfigurationException | SAXException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
