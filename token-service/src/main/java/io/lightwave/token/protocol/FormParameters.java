package io.lightwave.token.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parameters of one form POST. No name comes twice (RFC 6749 §3.2), `resource` and `audience` excepted
/// (RFC 8707 §2); a parameter without a value counts as not sent.
public final class FormParameters {
    private final Map<String, List<String>> values;

    FormParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /// For a request made inside the server.
    public static FormParameters of(Map<String, String> values) {
        var lists = new java.util.HashMap<String, List<String>>();
        values.forEach((name, value) -> lists.put(name, List.of(value)));
        return new FormParameters(lists);
    }

    public Optional<String> find(String name) {
        List<String> found = values.get(name);
        return found == null ? Optional.empty() : Optional.of(found.getFirst());
    }

    /// The parameter's value.
    ///
    /// @throws MalformedRequestException when it was not sent
    public String require(String name) {
        return find(name).orElseThrow(() -> new MalformedRequestException("missing parameter " + name));
    }

    /// Every value of a parameter that may come several times.
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    @Override
    public String toString() {
        return "FormParameters" + values.keySet();
    }
}
