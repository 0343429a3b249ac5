package io.lightwave.token.saml.xml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Writes XML that is its own canonical form (Exclusive XML Canonicalization 1.0): what is signed is the very
/// text that is sent, whole or as a part.
public final class XmlText {
    private final StringBuilder out = new StringBuilder();
    private final Deque<Open> open = new ArrayDeque<>();

    private record Open(String name, Set<String> declared) {}

    /// Begins an element.
    ///
    /// @param name with one of the prefixes of [Ns]
    /// @param attributes names, without prefix or with one that is declared around it, and values
    public XmlText open(String name, Map<String, String> attributes) {
        String prefix = name.substring(0, name.indexOf(':'));
        Set<String> declared = open.isEmpty() ? Set.of() : open.peek().declared();
        out.append('<').append(name);
        if (!declared.contains(prefix)) {
            out.append(" xmlns:")
                    .append(prefix)
                    .append("=\"")
                    .append(Ns.of(prefix))
                    .append('"');
            declared = new HashSet<>(declared);
            declared.add(prefix);
        }
        new TreeMap<>(attributes).forEach((attribute, value) -> {
            out.append(' ').append(attribute).append("=\"");
            escape(value, true);
            out.append('"');
        });
        out.append('>');
        open.push(new Open(name, declared));
        return this;
    }

    public XmlText open(String name) {
        return open(name, Map.of());
    }

    public XmlText close() {
        out.append("</").append(open.pop().name()).append('>');
        return this;
    }

    public XmlText text(String text) {
        escape(text, false);
        return this;
    }

    /// An element with nothing but text in it.
    public XmlText element(String name, String text) {
        return open(name).text(text).close();
    }

    public XmlText element(String name, Map<String, String> attributes, String text) {
        return open(name, attributes).text(text).close();
    }

    /// An element written elsewhere by this class, whose prefixes are not declared around it.
    public XmlText embed(String element) {
        out.append(element);
        return this;
    }

    /// The same for an element whose own prefix is declared around it, and no other of its prefixes: it need not
    /// be, and so must not be, declared again. Its signature holds, since it is of the element alone.
    public XmlText embedWithinItsPrefix(String element) {
        String prefix = element.substring(1, element.indexOf(':'));
        String declaration = " xmlns:%s=\"%s\"".formatted(prefix, Ns.of(prefix));
        if (open.isEmpty() || !open.peek().declared().contains(prefix) || !element.contains(declaration)) {
            throw new IllegalArgumentException("not declared around it: " + prefix);
        }
        int at = element.indexOf(declaration);
        out.append(element, 0, at).append(element, at + declaration.length(), element.length());
        return this;
    }

    /// How long it is so far.
    public int length() {
        return out.length();
    }

    /// The text; everything that was opened must be closed.
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("open: " + names());
        }
        return out.toString();
    }

    private List<String> names() {
        var names = new ArrayList<String>();
        open.forEach(each -> names.add(each.name()));
        return names;
    }

    private void escape(String text, boolean attribute) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '\r' -> out.append("&#xD;");
                case '>' -> out.append(attribute ? ">" : "&gt;");
                case '"' -> out.append(attribute ? "&quot;" : "\"");
                case '\t' -> out.append(attribute ? "&#x9;" : "\t");
                case '\n' -> out.append(attribute ? "&#xA;" : "\n");
                default -> {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        out.append(isCharacter(c) ? c : '\uFFFD');
                    }
                }
            }
        }
    }

    /// Whether XML 1.0 can say it at all (§2.2).
    private static boolean isCharacter(char c) {
        return c >= ' ' && !Character.isSurrogate(c) && c < '\uFFFE';
    }
}
