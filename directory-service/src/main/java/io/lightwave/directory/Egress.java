package io.lightwave.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import javax.net.ssl.SSLSocketFactory;

/// The one way out: GET and POST over HTTPS, to addresses that an operator registered, without redirects, with
/// the resolved addresses checked (no loopback, link-local or private ones unless listed in the settings),
/// bounded in size and time.
public interface Egress {

    /// The body, at most `maximumBytes` long.
    ///
    /// @throws IOException when the address is refused, the answer is not 200, too large or too slow
    byte[] get(URI address, int maximumBytes) throws IOException;

    /// Sends a form. What it answers is not looked at, but for its status.
    ///
    /// @param form as `application/x-www-form-urlencoded`
    /// @throws RefusedException when the answer is 400
    /// @throws IOException when the address is refused, the answer is neither 200 nor 204, too large or too slow
    default void post(URI address, String form) throws IOException {
        throw new IOException("nothing is sent this way");
    }

    /// Sends a form and gives the body of the answer.
    ///
    /// @param form as `application/x-www-form-urlencoded`
    /// @param authorization of the `Authorization` header; empty for none
    /// @throws IOException when the address is refused, the answer is not 200, too large or too slow
    default byte[] post(URI address, String form, String authorization, int maximumBytes) throws IOException {
        throw new IOException("nothing is sent this way");
    }

    /// Sends a SOAP message of SAML (SAML bindings §3.2) and gives the body of the answer.
    ///
    /// @param envelope in UTF-8
    /// @throws IOException when the address is refused, the answer is not 200, too large or too slow
    default byte[] postSoap(URI address, byte[] envelope, int maximumBytes) throws IOException {
        throw new IOException("nothing is sent this way");
    }

    /// The addresses of a host, all of which may be reached, for what speaks another protocol than HTTPS there.
    ///
    /// @throws IOException when there is no such host, or one of its addresses is refused
    default InetAddress[] reach(String host) throws IOException {
        throw new IOException("nothing is reached this way");
    }

    /// Makes TLS sockets that believe the certificate authorities that HTTPS is checked against. Whoever uses them
    /// checks the certificate against the host's name.
    default SSLSocketFactory trusting() throws IOException {
        throw new IOException("nobody is trusted this way");
    }

    /// How the interface of a registered platform is asked.
    ///
    /// @param trust certificates in PEM, which alone are believed then; empty for what the server trusts otherwise
    /// @param bearer a token for the `Authorization` header; empty for none
    record Access(String trust, String bearer) {
        public static final Access PLAIN = new Access("", "");

        @Override
        public String toString() {
            return "***";
        }
    }

    /// The same as [#get(URI,int)], asked in this way.
    ///
    /// @throws IOException when the address is refused, the answer is not 200, too large or too slow
    default byte[] get(URI address, Access access, int maximumBytes) throws IOException {
        throw new IOException("nothing is fetched this way");
    }

    /// The same as [#get(URI,int)], from whoever shows an X509-SVID of this SPIFFE ID, whatever the host's name is
    /// (SPIFFE Federation §5.2.2.4).
    ///
    /// @param anchors in PEM, of the SPIFFE ID's trust domain and of no other; they alone are believed
    /// @throws IOException when the address is refused, somebody else answers, or the answer is not 200, too large
    ///     or too slow
    default byte[] getFromSpiffe(URI address, String anchors, String spiffeId, int maximumBytes) throws IOException {
        throw new IOException("nothing is fetched this way");
    }

    /// Sends JSON and gives the body of the answer.
    ///
    /// @throws IOException when the address is refused, the answer is neither 200 nor 201, too large or too slow
    default byte[] postJson(URI address, Access access, String json, int maximumBytes) throws IOException {
        throw new IOException("nothing is sent this way");
    }

    /// The other side took the request and does not want what it says.
    final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        public RefusedException(String message) {
            super(message);
        }
    }
}
