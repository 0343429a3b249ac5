package io.lightwave.token;

import java.util.Optional;
import java.util.regex.Pattern;

/// The server that letters to people are handed to (RFC 6409), always under TLS.
///
/// @param tls from the first byte (RFC 8314 §3.3); else by STARTTLS, before anything else is said
/// @param credentials empty when the server takes letters without
/// @param from the address that letters come from
public record MailSettings(String host, int port, boolean tls, Optional<Credentials> credentials, String from) {

    private static final Pattern ADDRESS = Pattern.compile("[!-~&&[^<>@]]{1,64}@[A-Za-z0-9.-]{1,180}");

    public MailSettings {
        if (!ADDRESS.matcher(from).matches()) {
            throw new IllegalArgumentException("not an e-mail address: '%s'".formatted(from));
        }
    }

    /// For AUTH PLAIN (RFC 4616).
    public record Credentials(String userName, String password) {
        public Credentials {
            if ((userName + password).indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a NUL in the credentials for mail");
            }
        }

        @Override
        public String toString() {
            return userName; // never the password
        }
    }
}
