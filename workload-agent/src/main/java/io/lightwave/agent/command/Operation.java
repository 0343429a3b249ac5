package io.lightwave.agent.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An operation of the REST API as a command, `lightwave NOUN VERB`.
///
/// @param path below the tenant at the admin API; from `/` on the whole of it; after `scim:` below the tenant's SCIM.
///     What stands in braces is asked for on the command line, in that order
/// @param columns of the table that shows what it answers
/// @param query the parameters of its query, each an option
record Operation(
        String noun,
        String verb,
        String method,
        String path,
        Body body,
        Answer answer,
        List<String> columns,
        List<String> query,
        String description) {
    private static final String SCIM = "scim:";
    private static final String CONSENT = "/operator-consent";
    private static final Pattern PARAMETER = Pattern.compile("[{]([A-Za-z]+)[}]");

    /// What a request carries.
    enum Body {
        NONE,
        /// Fields of the command line and of a file.
        JSON,
        /// The same, with the schema of users (RFC 7643 §4.1).
        USER,
        /// The same, with the schema of groups (RFC 7643 §4.2).
        GROUP,
        /// The same, as one replacement (RFC 7644 §3.5.2.3).
        REPLACEMENT,
        /// A file of LDIF (RFC 2849).
        LDIF
    }

    /// What comes back.
    enum Answer {
        NOTHING,
        OBJECT,
        /// All that there is, at once.
        LIST,
        /// A list in pages, whose cursor the answer has in it.
        PAGES,
        /// The same, of which the newest fifty will do unless more are asked for.
        NEWEST,
        /// The same by SCIM (RFC 9865).
        SCIM_PAGES,
        FILE
    }

    Operation {
        columns = List.copyOf(columns);
        query = List.copyOf(query);
    }

    /// The names in braces.
    List<String> parameters() {
        return PARAMETER.matcher(path).results().map(found -> found.group(1)).toList();
    }

    /// Whether it is about something in a tenant.
    boolean inTenant() {
        return !path.startsWith("/");
    }

    boolean isScim() {
        return path.startsWith(SCIM);
    }

    /// Whether the server compares an entity tag before it does it (RFC 9110 §13.1.1).
    boolean isConditional() {
        return switch (method) {
            case "PATCH" -> true;
            case "PUT" -> isScim() || path.equals("authority-names") || path.endsWith(CONSENT);
            case "DELETE" -> path.equals("entries/{entry}") || path.equals("scim:Groups/{group}");
            case "POST" -> path.equals("entries/{entry}/rename");
            default -> false;
        };
    }

    /// The operation that shows what this one changes: of the same path, or that above it.
    Optional<Operation> showing() {
        return Operations.all().stream()
                .filter(other -> other.method.equals("GET"))
                .filter(other -> path.equals(other.path)
                        || path.equals(other.path + "/" + verb)
                        || path.equals(other.path + CONSENT))
                .findFirst();
    }

    /// Whether it shows what can be changed on condition that it is as shown.
    boolean showsEntityTag() {
        return method.equals("GET")
                && Operations.all().stream()
                        .anyMatch(other -> other.path.equals(path)
                                && List.of("PATCH", "PUT").contains(other.method)
                                && other.isConditional());
    }

    /// @param tenant empty when it is not about one
    /// @param arguments for what stands in braces, encoded
    String address(Optional<String> tenant, List<String> arguments) {
        var rest = arguments.iterator();
        String filled = PARAMETER.matcher(path).replaceAll(found -> Matcher.quoteReplacement(rest.next()));
        return tenant.map(name -> isScim()
                        ? "/t/%s/scim/v2/%s".formatted(name, filled.substring(SCIM.length()))
                        : "/api/v1/tenants/%s/%s".formatted(name, filled))
                .orElse(filled);
    }

    /// As a usage line shows it: `CLIENT_ID` for `clientId`.
    static String label(String parameter) {
        return parameter.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }
}
