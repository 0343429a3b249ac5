package io.lightwave.directory.scim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Reads filters and paths (RFC 7644 §3.4.2.2, figure 1, and §3.5.2, figure 7): at most 4096 characters, 200 parts and
/// 32 levels.
final class ScimParser {
    private static final int LONGEST = 4096;
    private static final int MOST_PARTS = 200;
    private static final int DEEPEST = 32;
    private static final Pattern NAME = Pattern.compile("[A-Za-z$][A-Za-z0-9$_:.-]*");
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9+.-]+");
    private static final Pattern PATH = Pattern.compile(
            "(?:((?i:urn):[A-Za-z0-9$_:.-]+):)?([A-Za-z][A-Za-z0-9$_-]*)(?:\\.(\\$?[A-Za-z][A-Za-z0-9_-]*))?");

    private final ObjectMapper json;
    private final String text;
    private final String fault;
    private int at;
    private int parts;

    private ScimParser(ObjectMapper json, String text, String fault) {
        this.json = json;
        this.text = text;
        this.fault = fault;
    }

    /// @throws ScimException `invalidFilter`
    static ScimFilter filter(ObjectMapper json, String text) {
        var parser = new ScimParser(json, text, "invalidFilter");
        ScimFilter filter = parser.disjunction(0);
        parser.end();
        return filter;
    }

    /// @throws ScimException `invalidPath`
    static ScimPath path(ObjectMapper json, String text) {
        var parser = new ScimParser(json, text, "invalidPath");
        ScimPath path = parser.path(parser.match(NAME, "an attribute's name"));
        if (parser.takes('[')) {
            if (path.sub() != null) {
                throw parser.wrong("a filter stands behind the attribute, not behind a sub-attribute");
            }
            ScimFilter within = parser.disjunction(1);
            parser.require(']');
            @Nullable String sub = parser.takes('.') ? parser.match(NAME, "a sub-attribute's name") : null;
            path = new ScimPath(path.schema(), path.attribute(), within, sub);
        }
        parser.end();
        return path;
    }

    private ScimFilter disjunction(int depth) {
        if (depth > DEEPEST || text.length() > LONGEST) {
            throw wrong("is too long or too deep");
        }
        List<ScimFilter> terms = new ArrayList<>();
        do {
            terms.add(conjunction(depth));
        } while (takesWord("or"));
        return terms.size() == 1 ? terms.getFirst() : new ScimFilter.Or(List.copyOf(terms));
    }

    private ScimFilter conjunction(int depth) {
        List<ScimFilter> terms = new ArrayList<>();
        do {
            terms.add(term(depth));
        } while (takesWord("and"));
        return terms.size() == 1 ? terms.getFirst() : new ScimFilter.And(List.copyOf(terms));
    }

    private ScimFilter term(int depth) {
        if (++parts > MOST_PARTS) {
            throw wrong("has too many parts");
        }
        spaces();
        if (takesWord("not")) {
            spaces();
            require('(');
            return new ScimFilter.Not(closed(depth));
        }
        if (takes('(')) {
            return closed(depth);
        }
        ScimPath path = path(match(NAME, "an attribute's name"));
        if (takes('[')) {
            ScimFilter within = disjunction(depth + 1);
            spaces();
            require(']');
            // A widespread client goes on as a path of a patch does: emails[type eq "work"].value eq "x"
            return new ScimFilter.Within(
                    path,
                    takes('.')
                            ? new ScimFilter.And(List.of(within, leaf(path(match(NAME, "a sub-attribute's name")))))
                            : within);
        }
        return leaf(path);
    }

    private ScimFilter leaf(ScimPath path) {
        spaces();
        String operator = match(NAME, "an operator").toLowerCase(Locale.ROOT);
        return operator.equals("pr")
                ? new ScimFilter.Present(path)
                : new ScimFilter.Compare(path, operator(operator), value());
    }

    private ScimFilter closed(int depth) {
        ScimFilter inner = disjunction(depth + 1);
        spaces();
        require(')');
        return inner;
    }

    private ScimFilter.Operator operator(String name) {
        for (ScimFilter.Operator operator : ScimFilter.Operator.values()) {
            if (operator.name().equalsIgnoreCase(name)) {
                return operator;
            }
        }
        throw wrong("there is no operator " + name);
    }

    private JsonNode value() {
        spaces();
        String literal = at < text.length() && text.charAt(at) == '"' ? quoted() : match(LITERAL, "a value");
        try {
            JsonNode value = json.readTree(literal);
            if (value.isValueNode()) {
                return value;
            }
        } catch (JacksonException e) {
            // refused below
        }
        throw wrong("a value is neither a text in quotes nor a number nor true, false or null");
    }

    private ScimPath path(String name) {
        Matcher parts = PATH.matcher(name);
        if (!parts.matches()) {
            throw wrong("there is no such path");
        }
        return new ScimPath(parts.group(1) == null ? "" : parts.group(1), parts.group(2), null, parts.group(3));
    }

    /// A text in quotes, with them. Not by a pattern: those take stack for each character of such a choice.
    private String quoted() {
        for (int end = at + 1; end < Math.min(text.length(), LONGEST); end++) {
            switch (text.charAt(end)) {
                case '\\' -> end++;
                case '"' -> {
                    String literal = text.substring(at, end + 1);
                    at = end + 1;
                    return literal;
                }
                default -> {}
            }
        }
        throw wrong("the text at character %d does not end".formatted(at + 1));
    }

    private String match(Pattern pattern, String what) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (text.length() > LONGEST || !matcher.lookingAt()) {
            throw wrong("%s is missing at character %d".formatted(what, at + 1));
        }
        at = matcher.end();
        return matcher.group();
    }

    /// A word behind and in front of a space or a bracket.
    private boolean takesWord(String word) {
        int from = at;
        while (from < text.length() && text.charAt(from) == ' ') {
            from++;
        }
        int end = from + word.length();
        boolean there = text.regionMatches(true, from, word, 0, word.length())
                && end < text.length()
                && (text.charAt(end) == ' ' || text.charAt(end) == '(');
        if (there) {
            at = end;
        }
        return there;
    }

    private boolean takes(char wanted) {
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void require(char wanted) {
        if (!takes(wanted)) {
            throw wrong("'%c' is missing at character %d".formatted(wanted, at + 1));
        }
    }

    private void spaces() {
        while (takes(' ')) {
            // one more
        }
    }

    private void end() {
        spaces();
        if (at < text.length()) {
            throw wrong("cannot be read from character %d on".formatted(at + 1));
        }
    }

    private ScimException wrong(String detail) {
        return ScimException.bad(fault, detail);
    }
}
