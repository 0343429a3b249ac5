package io.lightwave.token.language;

import java.time.Instant;
import java.util.Arrays;
import org.springframework.web.util.HtmlUtils;

/// What templates say with elements among the words: `rich` is the only text in them that is not escaped as a whole.
public final class Words {
    private final Catalogue catalogue;

    public Words(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /// An element, its content escaped.
    public record Element(String html) {}

    /// HTML: the words and every argument escaped, but for elements.
    public String rich(String key, Object... arguments) {
        return catalogue.format(
                escape(catalogue.pattern(key)),
                Arrays.stream(arguments)
                        .map(argument -> argument instanceof Element element ? element.html() : escape(argument))
                        .toArray());
    }

    public String say(Text text) {
        return catalogue.say(text);
    }

    /// What stands out.
    public Element strong(Object text) {
        return new Element("<strong>" + escape(text) + "</strong>");
    }

    /// The same by which scripts and tests find it.
    public Element strong(String id, Object text) {
        return new Element("<strong id=\"%s\">%s</strong>".formatted(escape(id), escape(text)));
    }

    /// What is to be typed or copied.
    public Element code(String id, Object text) {
        return new Element("<code id=\"%s\">%s</code>".formatted(escape(id), escape(text)));
    }

    /// A name, an address: read from left to right or from right to left by itself.
    public Element apart(Object text) {
        return new Element("<bdi>" + escape(text) + "</bdi>");
    }

    public Element time(Instant instant) {
        return new Element("<time datetime=\"%s\">%s</time>".formatted(instant, escape(catalogue.time(instant))));
    }

    private static String escape(Object text) {
        return HtmlUtils.htmlEscape(String.valueOf(text), "UTF-8");
    }
}
