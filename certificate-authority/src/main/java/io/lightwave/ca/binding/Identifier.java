package io.lightwave.ca.binding;

import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.message.AcmeProblem;
import io.lightwave.ca.message.ErrorType;
import io.lightwave.ca.template.AlternativeName;
import io.lightwave.directory.AddressText;
import java.net.InetAddress;
import java.util.regex.Pattern;

/// What an order is for: a DNS name (RFC 8555 §9.7.7) or an address (RFC 8738 §3).
public sealed interface Identifier {
    Pattern LABELS =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    Pattern NUMERIC_END = Pattern.compile("(.*[.])?[0-9]+");
    Pattern ADDRESS = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*");

    /// `type:value`, as the database has it.
    String text();

    /// As messages have it.
    AcmeProblem.Name written();

    /// As a certificate has it.
    AlternativeName alternativeName();

    /// @param name without the `*.` of a wildcard
    record Dns(String name, boolean wildcard) implements Identifier {
        @Override
        public String text() {
            return "dns:" + (wildcard ? "*." : "") + name;
        }

        @Override
        public AcmeProblem.Name written() {
            return new AcmeProblem.Name("dns", (wildcard ? "*." : "") + name);
        }

        @Override
        public AlternativeName alternativeName() {
            return new AlternativeName.Dns((wildcard ? "*." : "") + name);
        }
    }

    record Ip(InetAddress address) implements Identifier {
        @Override
        public String text() {
            return "ip:" + AddressText.of(address);
        }

        @Override
        public AcmeProblem.Name written() {
            return new AcmeProblem.Name("ip", AddressText.of(address));
        }

        @Override
        public AlternativeName alternativeName() {
            return new AlternativeName.Ip(address);
        }
    }

    /// @throws AcmeException `unsupportedIdentifier` for other types, `malformed` for what is no such name: nothing is
    ///     folded, cut or normalised
    static Identifier parse(String type, String value) {
        return switch (type) {
            case "dns" -> dns(value);
            case "ip" -> ip(value);
            default ->
                throw new AcmeException(
                        AcmeProblem.of(ErrorType.UNSUPPORTED_IDENTIFIER, "identifiers are of type dns or ip")
                                .about(written(type, value)));
        };
    }

    /// From its [#text].
    static Identifier parse(String text) {
        int colon = text.indexOf(':');
        return parse(text.substring(0, colon), text.substring(colon + 1));
    }

    private static Identifier dns(String value) {
        boolean wildcard = value.startsWith("*.");
        String name = wildcard ? value.substring(2) : value;
        if (!LABELS.matcher(name).matches() || NUMERIC_END.matcher(name).matches()) {
            throw malformed(
                    "a DNS name is of letters, digits and hyphens in lower case, with `*.` before it at most",
                    written("dns", value));
        }
        return new Dns(name, wildcard);
    }

    private static Identifier ip(String value) {
        if (ADDRESS.matcher(value).matches()) {
            try {
                var address = InetAddress.ofLiteral(value);
                if (AddressText.of(address).equals(value)) {
                    return new Ip(address);
                }
            } catch (IllegalArgumentException malformed) {
                // as below
            }
        }
        throw malformed(
                "RFC 8738 §3: an address is written as RFC 5952 §4 and RFC 1123 §2.1 have it", written("ip", value));
    }

    private static AcmeProblem.Name written(String type, String value) {
        return new AcmeProblem.Name(
                type.substring(0, Math.min(type.length(), 300)), value.substring(0, Math.min(value.length(), 300)));
    }

    private static AcmeException malformed(String detail, AcmeProblem.Name about) {
        return new AcmeException(AcmeProblem.of(ErrorType.MALFORMED, detail).about(about));
    }
}
