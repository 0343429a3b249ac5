package io.lightwave.token.authorization;

import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The parameters of an authorization request as they were sent, repeated ones included: whether a repetition
/// may be told to the client depends on which it is. A parameter without a value counts as not sent (RFC 6749
/// §3.1).
public final class AuthorizationParameters {
    static final int MAXIMUM_LENGTH = 6000;

    private static final int MAXIMUM_PARAMETERS = 64;
    private static final Set<String> REPEATABLE = Set.of("resource", "audience");

    private final Map<String, List<String>> values;

    private AuthorizationParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /// Reads a query string or a form: at most 6000 characters and 64 parameters, UTF-8.
    ///
    /// @throws MalformedRequestException when it is anything else
    public static AuthorizationParameters parse(String encoded) {
        if (encoded.length() > MAXIMUM_LENGTH) {
            throw new MalformedRequestException("the request is too long");
        }
        if (encoded.chars().filter(letter -> letter == '&').count() >= MAXIMUM_PARAMETERS) {
            throw new MalformedRequestException("too many parameters");
        }
        return parseKept(encoded);
    }

    /// Reads what [#encoded] wrote, of any length.
    static AuthorizationParameters parseKept(String encoded) {
        var values = new LinkedHashMap<String, List<String>>();
        for (String pair : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = FormParameters.decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : FormParameters.decode(pair.substring(equals + 1));
            if (!name.isEmpty() && !value.isEmpty()) {
                values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
            }
        }
        return new AuthorizationParameters(values);
    }

    /// Of these values; those that are empty count as not sent.
    static AuthorizationParameters of(Map<String, List<String>> given) {
        var values = new LinkedHashMap<String, List<String>>();
        given.forEach((name, all) -> {
            List<String> sent = all.stream().filter(value -> !value.isEmpty()).toList();
            if (!sent.isEmpty()) {
                values.put(name, sent);
            }
        });
        return new AuthorizationParameters(values);
    }

    /// The same with one parameter more, or another value of it.
    AuthorizationParameters with(String name, String value) {
        var more = new LinkedHashMap<>(values);
        more.put(name, List.of(value));
        return new AuthorizationParameters(more);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /// The parameter's only value; empty when there is none or more than one.
    Optional<String> single(String name) {
        List<String> all = all(name);
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /// A parameter that came twice and may not (RFC 6749 §3.1).
    Optional<String> repeated() {
        return values.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1 && !REPEATABLE.contains(entry.getKey()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// As a query string again.
    public String encoded() {
        return values.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(value -> encode(entry.getKey()) + "=" + encode(value)))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "AuthorizationParameters" + values.keySet();
    }
}
