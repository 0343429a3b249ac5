package io.lightwave.ca.profile;

import io.lightwave.ca.template.AlternativeName;
import io.lightwave.directory.ActivePrincipal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A pattern of one alternative name, as `dns:{name}.svc.acme.example` or
/// `uri:https://acme.example/jobs/{id}`. In place of `{name}` and `{id}` come the authenticated
/// subject's, literally and only as one label or path segment; `{tenant}` is the tenant's name. The
/// constructor is the check: what stands can name nothing outside its fixed part.
record NameTemplate(String text) {
    private static final Pattern FORM = Pattern.compile("(dns|uri):([\\x21-\\x7e]{1,253})");
    private static final Pattern PLACEHOLDER = Pattern.compile("[{]([^{}]*)[}]");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern LABELS = Pattern.compile(LABEL + "([.]" + LABEL + ")+");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
    private static final Pattern HIERARCHICAL = Pattern.compile("([a-z][a-z0-9+.-]*)://([^/{}?#]|[{]tenant[}])+/.*");

    /// @throws IllegalArgumentException saying what is wrong with it
    NameTemplate {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("must be dns: or uri: and a pattern of ASCII characters");
        }
        String pattern = form.group(2);
        PLACEHOLDER.matcher(pattern).results().map(found -> found.group(1)).forEach(name -> {
            if (!name.equals("name") && !name.equals("id") && !name.equals("tenant")) {
                throw new IllegalArgumentException("knows {name}, {id} and {tenant}, and no {%s}".formatted(name));
            }
        });
        if (form.group(1).equals("dns")) {
            requireDns(pattern);
        } else {
            requireUri(pattern);
        }
    }

    private static void requireDns(String pattern) {
        String example = example(pattern);
        if (!LABELS.matcher(example).matches()) {
            throw new IllegalArgumentException("must make a DNS name in lower case, without a wildcard");
        }
        int last = Math.max(pattern.lastIndexOf("{name}"), pattern.lastIndexOf("{id}"));
        if (last >= 0) {
            String fixed = example(pattern.substring(pattern.indexOf('}', last) + 1));
            int dot = fixed.indexOf('.');
            if (dot < 0 || fixed.indexOf('.', dot + 1) < 0) {
                throw new IllegalArgumentException("must end in two fixed labels at least");
            }
        }
    }

    private static void requireUri(String pattern) {
        if (pattern.startsWith("spiffe:")) {
            throw new IllegalArgumentException("must be no SPIFFE ID: those are given by the profile workload");
        }
        if (!HIERARCHICAL.matcher(pattern).matches()) {
            throw new IllegalArgumentException(
                    "must be a URI with a fixed host, and with placeholders in its path only");
        }
        String example = example(pattern);
        try {
            if (example.indexOf('{') >= 0 || example.indexOf('}') >= 0 || !new URI(example).isAbsolute()) {
                throw new IllegalArgumentException("must make an absolute URI");
            }
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("must make an absolute URI", malformed);
        }
    }

    /// Whether two subjects of different kinds could have the same name by it.
    boolean usesName() {
        return text.contains("{name}");
    }

    /// The name that the subject gets.
    ///
    /// @throws IllegalArgumentException when its name makes no such name: nothing is cut, folded or escaped
    AlternativeName of(ActivePrincipal subject) {
        boolean dns = text.startsWith("dns:");
        if (usesName() && !(dns ? LABEL : SEGMENT).matcher(subject.name()).matches()) {
            throw new IllegalArgumentException("the subject's name is no single %s for the template %s"
                    .formatted(dns ? "DNS label" : "path segment", text));
        }
        String value = filled(
                text.substring(4),
                subject.name(),
                subject.id().toString(),
                subject.tenant().value());
        return dns ? new AlternativeName.Dns(value) : new AlternativeName.Uri(value);
    }

    private static String example(String pattern) {
        return filled(pattern, "x", "x", "tenant.example");
    }

    private static String filled(String pattern, String name, String id, String tenant) {
        return PLACEHOLDER
                .matcher(pattern)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "name" -> name;
                            case "id" -> id;
                            default -> tenant;
                        }));
    }
}
